// The stored queries as examples: each opens in a tab of its own, so that nothing typed is lost.

export function offerExamples(list, examples, open) {
  list.replaceChildren(...examples.map((each) => item(each, open)));
}

function item(example, open) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = example.title;
  button.addEventListener("click", () => {
    open(example);
    document.getElementById("workbench").scrollIntoView({ block: "start" });
  });
  const question = document.createElement("p");
  question.className = "quiet";
  question.textContent = example.question;
  const entry = document.createElement("li");
  entry.append(button, question);
  return entry;
}
