# A draft: it could not be run where it was written (docs/operations.md).
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN python -m venv /app \
 && /app/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements-build.lock \
 && /app/bin/pip install --no-cache-dir --require-hashes --no-deps --no-build-isolation -r requirements.lock \
 && /app/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
COPY --from=build /app /app
RUN useradd --system --create-home miliary && install -d -o miliary /data
USER miliary
ENV PATH=/app/bin:$PATH HOST=0.0.0.0 PORT=8000 MILIARY_DATA=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live')"]
CMD ["miliary", "serve"]
