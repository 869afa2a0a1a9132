vcl 4.1;

import std;

# A cache in memory between nginx and Oshaq: varnishd -p http_gzip_support=off -f varnish.vcl -a 127.0.0.1:6081. With its own gzip
# support on, Varnish asks for gzip alone and brotli is never served. Tiles never change under their address; everything else lives for seconds.
backend oshaq {
    .host = "127.0.0.1";
    .port = "8080";
    .probe = {
        .url = "/health/ready";
        .interval = 2s;
        .timeout = 1s;
        .window = 5;
        .threshold = 3;
    }
}

sub vcl_recv {
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # As long as the server answers, nobody is sent what has outlived its life; what is kept beyond it is for when it does not.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 0s;
    }
    if (req.url ~ "^/(metrics|health)") {
        return (pass);
    }
    # Nobody is known here, so no cookie means anything.
    unset req.http.Cookie;
    # One copy by encoding, not one by every browser's way of saying what it accepts.
    if (req.http.Accept-Encoding ~ "(^|[, ])br([,;]|$)") {
        set req.http.Accept-Encoding = "br";
    } else if (req.http.Accept-Encoding ~ "gzip") {
        set req.http.Accept-Encoding = "gzip";
    } else {
        unset req.http.Accept-Encoding;
    }
    return (hash);
}

sub vcl_backend_response {
    # Kept for an hour beyond its life, for when nothing answers.
    set beresp.grace = 1h;
}
