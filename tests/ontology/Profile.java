import java.io.File;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;

/** Writes, for each file named on the command line, what the OWL API finds outside OWL 2 DL: a file and a fault a line. */
public final class Profile {
    public static void main(String[] files) throws Exception {
        for (String file : files) {
            OWLOntology ontology = OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(file));
            System.out.println(file + "\t" + ontology.getAxiomCount() + " axioms");
            for (OWLProfileViolation violation : new OWL2DLProfile().checkOntology(ontology).getViolations()) {
                String told = violation.getClass().getSimpleName() + " " + violation;
                System.out.println(file + "\t" + told.replaceAll("\\s+", " "));
            }
        }
    }
}
