# Two stages: the first builds the wheel, the second holds only what runs.
FROM python:3.12-slim AS build
WORKDIR /source
COPY requirements-build.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin parlour && install -d -o parlour -m 0700 /data
COPY requirements-postgres.lock /tmp/
RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements-postgres.lock
COPY --from=build /wheel /wheel
RUN pip install --no-cache-dir --no-index --no-deps /wheel/*.whl
USER parlour
ENV PARLOUR_HOST=0.0.0.0 PARLOUR_DATA=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:5000/healthz', timeout=4)"]
ENTRYPOINT ["parlour"]
CMD ["serve"]
