# One image for all of Moot's programs; compose.yaml says which runs which. docs/deploy.md tells the rest.
FROM python:3.11-slim AS build
RUN pip install --no-cache-dir uv
ENV UV_PYTHON_DOWNLOADS=never
WORKDIR /moot
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project --compile-bytecode

FROM python:3.11-slim
# Whoever gets into a process of Moot shall be nobody, and change nothing of Moot.
RUN useradd --uid 10001 --no-create-home moot && install -d -m 700 -o moot /data /data/logs /data/static
WORKDIR /moot
COPY --from=build /moot/.venv .venv
COPY debate debate
COPY judges judges
COPY static static
COPY templates templates
ENV PATH=/moot/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MOOT_DATA=/data
USER moot
CMD ["python", "-m", "debate.commandline", "help"]
