# The web client behind nginx, which is also the way to api and gateway. README.md beside this says how to build it.

# Debian 12 or newer, as it is, or a Python of 3.12 or newer on Debian.
ARG BASE=debian:trixie-slim

FROM ${BASE} AS build
# Where packages come from, if not from where pip and npm look by themselves.
ARG PIP_INDEX_URL
ARG NPM_CONFIG_REGISTRY
SHELL ["/bin/sh", "-euc"]
WORKDIR /src
# hadolint ignore=DL3008
RUN { python3 -c 'import ensurepip' && test -e /etc/ssl/certs/ca-certificates.crt; } 2> /dev/null || { \
        apt-get update; \
        apt-get install -y --no-install-recommends python3 python3-venv ca-certificates; \
        rm -rf /var/lib/apt/lists/*; \
    }
# The same Node as in a checkout: its wheel, locked.
COPY requirements/node.lock requirements/
RUN python3 -m venv /opt/node; \
    /opt/node/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/node.lock
ENV PATH=/opt/node/bin:$PATH NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
WORKDIR /src/services/web
COPY services/web/package.json services/web/package-lock.json services/web/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY services/web ./
COPY deploy/docker/web/compress.mjs /src/
RUN npm run build; node /src/compress.mjs dist


FROM ${BASE} AS web
SHELL ["/bin/sh", "-euc"]
# hadolint ignore=DL3008
RUN apt-get update; \
    apt-get install -y --no-install-recommends nginx libnginx-mod-http-brotli-static; \
    rm -rf /var/lib/apt/lists/* /etc/nginx/sites-enabled /var/www/html; \
    mkdir -m 0700 /run/parley; \
    chown 10001:10001 /run/parley
COPY deploy/docker/web/nginx.conf deploy/docker/web/start.sh deploy/docker/web/healthy.sh /etc/parley/
COPY --from=build /src/services/web/dist /srv/parley
# All that is ever written goes to /run/parley; everything else may be read-only.
WORKDIR /run/parley
USER 10001:10001
EXPOSE 8080
# nginx lets requests in flight end at SIGQUIT, and cuts them off at SIGTERM; sockets are told by the gateway.
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["bash", "/etc/parley/healthy.sh"]
CMD ["sh", "/etc/parley/start.sh"]
