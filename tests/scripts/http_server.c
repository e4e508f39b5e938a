/* A small HTTP server for the test of scripts/get-mnist.sh: http-server FOLDER. It serves the folder's files on a free
 * port of 127.0.0.1, prints the port, answers one connection after the other, and ends when its standard input does, so
 * that it never outlives its test. The first part of a path can ask for trouble:
 *   /busy/FILE   503 to the first request of all such, the file to later ones
 *   /short/FILE  the whole length promised, half the file sent */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LARGEST_FILE = 1 << 20 };

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int listen_anywhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int server = socket(AF_INET, SOCK_STREAM, 0);
    if (server < 0 || bind(server, (struct sockaddr *)&address, size) != 0 || listen(server, 8) != 0 ||
        getsockname(server, (struct sockaddr *)&address, &size) != 0) {
        fail("cannot listen on 127.0.0.1");
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return server;
}

static void send_status(int client, const char *status)
{
    dprintf(client, "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);
}

static void send_file(int client, const char *path, bool half)
{
    static char data[LARGEST_FILE];
    FILE *stream = fopen(path, "rb");
    if (!stream) {
        send_status(client, "404 Not Found");
        return;
    }
    size_t size = fread(data, 1, sizeof data, stream);
    fclose(stream);
    dprintf(client, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", size);
    if (write(client, data, half ? size / 2 : size) < 0) {
        fail("cannot answer");
    }
}

static void answer(int client, const char *folder, bool *busy)
{
    char request[4096], path[4096], name[256];
    ssize_t size = read(client, request, sizeof request - 1);
    request[size > 0 ? size : 0] = '\0';
    if (sscanf(request, "GET /%255[^ ] ", name) != 1) {
        send_status(client, "400 Bad Request");
        return;
    }
    bool asks_busy = strncmp(name, "busy/", 5) == 0;
    bool asks_short = strncmp(name, "short/", 6) == 0;
    snprintf(path, sizeof path, "%s/%s", folder, name + (asks_busy ? 5 : asks_short ? 6 : 0));
    if (asks_busy && *busy) {
        *busy = false;
        send_status(client, "503 Service Unavailable");
    } else {
        send_file(client, path, asks_short);
    }
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: http-server FOLDER\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    int server = listen_anywhere();
    bool busy = true;
    struct pollfd events[2] = {{.fd = server, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
    while (poll(events, 2, -1) > 0 && events[1].revents == 0) {
        int client = accept(server, NULL, NULL);
        if (client >= 0) {
            answer(client, arguments[1], &busy);
            close(client);
        }
    }
    return 0;
}
