# One image for web, worker, beat and migrations; docker-compose.yml says which is which.
FROM python:3.11-slim-bookworm AS build
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt /tmp/
RUN pip install --no-cache-dir --require-hashes --no-deps --only-binary :all: --requirement /tmp/requirements.txt
WORKDIR /app
COPY manage.py ./
COPY stajseferberligi stajseferberligi
COPY candidates candidates
COPY employers employers
COPY interviews interviews
COPY offers offers
COPY templates templates
RUN python -m stajseferberligi.stack.catalogues \
    && SECRET_KEY=of-this-step-alone python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin staj
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER staj
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    GRANIAN_INTERFACE=wsgi GRANIAN_HOST=0.0.0.0 GRANIAN_PORT=8000 GRANIAN_WORKERS=2 GRANIAN_BLOCKING_THREADS=4 \
    GRANIAN_WEBSOCKETS=false GRANIAN_LOG_ACCESS_ENABLED=true GRANIAN_RESPAWN_FAILED_WORKERS=true GRANIAN_WORKERS_KILL_TIMEOUT=20
EXPOSE 8000
CMD ["granian", "stajseferberligi.wsgi:application"]
