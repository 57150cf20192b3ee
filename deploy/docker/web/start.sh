#!/bin/sh
# Writes what nginx.conf includes, from the environment, and becomes nginx.
#   PARLEY_PUBLIC_URL  the address people open
#   API_ADDRESS, GATEWAY_ADDRESS  host and port; a name is looked up again every few seconds
#   TRUSTED_PROXIES  addresses and networks of proxies in front, whose X-Forwarded-For is believed; separated by spaces
set -eu

folder=${RUN_FOLDER:-/run/parley}
public=${PARLEY_PUBLIC_URL:?PARLEY_PUBLIC_URL is missing: the address people open}
public=${public%/}
scheme=${public%%://*}
host=${public#*://}
printf '%s' "$public" | grep -Eq '^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?$' || {
    echo "PARLEY_PUBLIC_URL must be http:// or https://, a host and perhaps a port." >&2
    exit 2
}

loopbacks='127.0.0.1 localhost [::1]'
without_port=${host%:[0-9]*}
{
    echo "listen ${LISTEN:-8080};"
    echo "set \$api http://${API_ADDRESS:-api:8000};"
    echo "set \$gateway http://${GATEWAY_ADDRESS:-gateway:8001};"
    echo "set \$public_scheme $scheme;"
    echo "set \$public_socket ws${scheme#http}://$host;"
    # A page asked for by another loopback name is sent to the public one: there its cookie and its Origin hold.
    echo "set \$elsewhere '';"
    case " $loopbacks " in
    *" $without_port "*)
        for name in $loopbacks; do
            [ "$name" = "$without_port" ] || echo "if (\$host = \"$name\") { set \$elsewhere \"$public\"; }"
        done
        ;;
    esac
    for proxy in ${TRUSTED_PROXIES:-}; do
        echo "set_real_ip_from $proxy;"
    done
    echo 'real_ip_header X-Forwarded-For;'
    echo 'real_ip_recursive on;'
    servers=$(sed -n 's/^nameserver[[:space:]]*//p' /etc/resolv.conf | sed 's/.*:.*/[&]/' | tr '\n' ' ')
    echo "resolver ${servers:-127.0.0.1} valid=3s;"
} > "$folder/site.conf"

exec nginx -e stderr -c "${CONFIGURATION:-/etc/parley/nginx.conf}"
