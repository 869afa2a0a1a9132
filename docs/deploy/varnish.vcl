vcl 4.1;

# A cache in memory between nginx and Oshaq. Tiles never change under their address; everything else lives for seconds.
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
    if (req.url ~ "^/(metrics|health)") {
        return (pass);
    }
    # Nobody is known here, so no cookie means anything.
    unset req.http.Cookie;
    return (hash);
}

sub vcl_backend_response {
    # Serve what is there while a new answer is fetched, and for an hour when nothing answers.
    set beresp.grace = 1h;
}
