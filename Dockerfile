# The portal in an image: built with TLS to PostgreSQL, run by an ordinary user, its folder in the volume /data.
#
#   docker build -t orderly .
#   docker run --rm -p 127.0.0.1:8080:8080 -v orderly:/data -e ORDERLY_PUBLIC_URL=https://portal.example.com orderly
#
# It refuses to listen to the network without an https address of its own: put deploy/nginx.conf before it, as compose.yaml does.

FROM rust:1.95-slim-bookworm AS builder
# perl and make build OpenSSL, which the feature postgres-tls brings along.
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev make perl && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN cargo build --release --locked --features postgres-tls --bin orderly

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 orderly && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin orderly
RUN install -d -o 10001 -g 10001 -m 0750 /data
COPY --from=builder /build/target/release/orderly /usr/local/bin/orderly
ENV ORDERLY_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
# The portal then finishes what is under way, within ten seconds.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["orderly", "healthcheck"]
ENTRYPOINT ["orderly"]
CMD ["serve", "--listen", "0.0.0.0:8080"]
