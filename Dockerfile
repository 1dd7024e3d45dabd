# The landscape in a container: everything pinned and hashed, run by nobody in particular.
#
#   docker build -t dualrun .
#   docker run --rm -p 8200-8207:8200-8207 -e DUALRUN_ADMIN_TOKEN=... dualrun
#
# Others can reach it, so it does not start without a token. Every DUALRUN_ variable of `dualrun up` works here;
# publish the ports under the same numbers, or the addresses that the control plane gives will not be right.

FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements.lock bootstrap.lock ./
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r bootstrap.lock
RUN python -m venv /opt/dualrun \
    && /opt/dualrun/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY dualrun dualrun
COPY facade facade
COPY simulators simulators
COPY contracts contracts
COPY scenarios scenarios
COPY loadtests loadtests
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --no-index --wheel-dir /wheels . \
    && /opt/dualrun/bin/pip install --no-deps --no-index /wheels/*.whl

FROM python:3.11-slim
RUN useradd --uid 10001 --create-home dualrun
COPY --from=build /opt/dualrun /opt/dualrun
ENV PATH=/opt/dualrun/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DUALRUN_HOST=0.0.0.0
USER 10001
WORKDIR /home/dualrun
EXPOSE 8200-8207
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-m", "dualrun.testing.health"]
ENTRYPOINT ["dualrun"]
CMD ["up"]
