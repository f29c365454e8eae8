/* calls.c - a usual call of each route, and the rows on which it succeeds. */
#include "calls.h"

#include "../store/server.h"
#include "../unit/omdb_server.h"
#include "../unit/test.h"

#include <string.h>

static struct omdb_server omdb;

const struct call calls[] = {
    {GET, "/", "/", NULL, NULL, 200},
    {GET, "/library.html", "/library.html", NULL, NULL, 200},
    {GET, "/health", "/health", NULL, NULL, 200},
    {GET, "/ready", "/ready", NULL, NULL, 200},
    {GET, "/metrics", "/metrics", NULL, NULL, 200},
    {GET, V1, V1, NULL, NULL, 200},
    {POST, V1 "/logout", V1 "/logout", NULL, NULL, 204},
    {GET, V1 "/me", V1 "/me", NULL, NULL, 200},
    {GET, "/index", "/index", NULL, NULL, 200},
    {POST, "/add_user", "/add_user",
     "{\"email\":\"e\",\"first_name\":\"f\",\"last_name\":\"l\",\"password\":\"p\"}", NULL, 200},
    {GET, "/get_user", "/get_user?email=ann@example.com", NULL, NULL, 200},
    {POST, "/update_user", "/update_user", "{\"email\":\"ann@example.com\",\"first_name\":\"f\"}", NULL, 200},
    {POST, "/delete_user", "/delete_user", "{\"email\":\"ann@example.com\"}", NULL, 200},
    {POST, "/add_book", "/add_book",
     "{\"isbn\":\"i\",\"title\":\"t\",\"author\":\"a\",\"pub_date\":\"2020-03-24\"}", NULL, 200},
    {GET, "/get_book", "/get_book?isbn=9780141439587", NULL, NULL, 200},
    {POST, "/update_book", "/update_book", "{\"isbn\":\"d u n e\",\"title\":\"t\"}", NULL, 200},
    {POST, "/delete_book", "/delete_book", "{\"isbn\":\"d u n e\"}", NULL, 200},
    {POST, "/add_book_to_list", "/add_book_to_list", "{\"email\":\"ann@example.com\",\"isbn\":\"d u n e\"}",
     NULL, 200},
    {GET, "/get_list", "/get_list?email=bob@example.com", NULL, NULL, 200},
    {POST, "/remove_book_from_list", "/remove_book_from_list",
     "{\"email\":\"bob@example.com\",\"isbn\":\"d u n e\"}", NULL, 200},
    {POST, "/wishlist_entry", "/wishlist_entry", "{\"book_id\":\"" EMMA "\",\"user_id\":\"" ANN "\"}", NULL,
     201},
    {DELETE, "/wishlist_entry", "/wishlist_entry", "{\"book_id\":\"" EMMA "\",\"wishlist_id\":\"" SHELF "\"}",
     NULL, 200},
    {GET, "/wishlist/{id}", "/wishlist/" SHELF, NULL, NULL, 200},
    {GET, V1 "/works", V1 "/works", NULL, NULL, 200},
    {POST, V1 "/works", V1 "/works", "{\"title\":\"t\",\"isbn\":\"i\"}", NULL, 201},
    {GET, V1 "/works/{id}", V1 "/works/" EMMA, NULL, NULL, 200},
    {PATCH, V1 "/works/{id}", V1 "/works/" EMMA, "{\"title\":\"t\"}", FRESH, 200},
    {DELETE, V1 "/works/{id}", V1 "/works/" EMMA, NULL, FRESH, 204},
    {GET, V1 "/people", V1 "/people", NULL, NULL, 200},
    {POST, V1 "/people", V1 "/people", "{\"email\":\"e\",\"password\":\"0123456789\"}", NULL, 201},
    {GET, V1 "/people/{id}", V1 "/people/" ANN, NULL, NULL, 200},
    {PATCH, V1 "/people/{id}", V1 "/people/" ANN, "{\"first_name\":\"f\"}", FRESH, 200},
    {DELETE, V1 "/people/{id}", V1 "/people/" ANN, NULL, FRESH, 204},
    {GET, V1 "/lists", V1 "/lists", NULL, NULL, 200},
    {POST, V1 "/lists", V1 "/lists", "{\"owner\":\"" ANN "\",\"name\":\"n\"}", NULL, 201},
    {GET, V1 "/lists/{id}", V1 "/lists/" SHELF, NULL, NULL, 200},
    {PATCH, V1 "/lists/{id}", V1 "/lists/" SHELF, "{\"name\":\"n\"}", FRESH, 200},
    {DELETE, V1 "/lists/{id}", V1 "/lists/" SHELF, NULL, NULL, 204},
    {GET, V1 "/lists/{id}/entries", V1 "/lists/" SHELF "/entries", NULL, NULL, 200},
    {PUT, V1 "/lists/{id}/entries/order", V1 "/lists/" SHELF "/entries/order",
     "{\"order\":[\"" DUNE "\",\"" EMMA "\"]}", FRESH, 200},
    {PUT, V1 "/lists/{id}/entries/{work}", V1 "/lists/" SHELF "/entries/" JAWS, "{\"note\":\"n\"}", NULL,
     201},
    {DELETE, V1 "/lists/{id}/entries/{work}", V1 "/lists/" SHELF "/entries/" EMMA, NULL, NULL, 204},
    {GET, V1 "/lists/{id}/shares", V1 "/lists/" SHELF "/shares", NULL, NULL, 200},
    {POST, V1 "/lists/{id}/shares", V1 "/lists/" SHELF "/shares", NULL, NULL, 201},
    {POST, V1 "/lists/{id}/shares/{key}", V1 "/lists/" SHELF "/shares/key", "{\"person\":\"" BOB "\"}", NULL,
     200},
    {DELETE, V1 "/lists/{id}/shares/{key}", V1 "/lists/" SHELF "/shares/key", NULL, NULL, 204},
    {GET, "/docs", "/docs", NULL, NULL, 200},
    {GET, "/docs.css", "/docs.css", NULL, NULL, 200},
    {GET, "/docs.js", "/docs.js", NULL, NULL, 200},
    {GET, V1 "/openapi.json", V1 "/openapi.json", NULL, NULL, 200},
    {GET, "/books/", "/books/", NULL, NULL, 200},
    {POST, "/books/", "/books/", "{\"title\":\"n\",\"author\":\"a\"}", NULL, 201},
    {GET, "/books/{number}/", "/books/1000001/", NULL, NULL, 200},
    {PUT, "/books/{number}/", "/books/1000001/", "{\"title\":\"n\",\"author\":\"a\"}", NULL, 200},
    {GET, "/customers/", "/customers/", NULL, NULL, 200},
    {POST, "/customers/", "/customers/", "{\"first_name\":\"f\",\"last_name\":\"l\"}", NULL, 201},
    {GET, "/customers/{number}/", "/customers/1000002/", NULL, NULL, 200},
    {PUT, "/customers/{number}/", "/customers/1000002/", "{\"first_name\":\"f\",\"last_name\":\"l\"}", NULL,
     200},
    {GET, "/customers/{number}/rentals/", "/customers/1000002/rentals/", NULL, NULL, 200},
    {POST, "/customers/{number}/rentals/", "/customers/1000002/rentals/", "{\"book\":1000001}", NULL, 201},
    {PUT, "/rentals/{number}/close/", "/rentals/1000003/close/", NULL, NULL, 200},
    {GET, V1 "/works/{id}/copies", V1 "/works/" EMMA "/copies", NULL, NULL, 200},
    {POST, V1 "/works/{id}/copies", V1 "/works/" EMMA "/copies", NULL, NULL, 201},
    {GET, V1 "/copies/{id}", V1 "/copies/" COPY, NULL, NULL, 200},
    {DELETE, V1 "/copies/{id}", V1 "/copies/" COPY, NULL, "If-Match: *", 204},
    {GET, V1 "/loans", V1 "/loans?overdue=true", NULL, NULL, 200},
    {POST, V1 "/loans", V1 "/loans", "{\"person\":\"" ANN "\",\"work\":\"" EMMA "\"}", NULL, 201},
    {GET, V1 "/loans/availability", V1 "/loans/availability?person=" ANN "&work=" EMMA, NULL, NULL, 200},
    {GET, V1 "/loans/{id}", V1 "/loans/" LOAN, NULL, NULL, 200},
    {POST, V1 "/loans/{id}/return", V1 "/loans/" LOAN "/return", NULL, NULL, 200},
    {POST, V1 "/loans/{id}/renew", V1 "/loans/" LOAN "/renew", NULL, NULL, 200},
    {GET, V1 "/holds", V1 "/holds?state=open", NULL, NULL, 200},
    {POST, V1 "/holds", V1 "/holds", "{\"person\":\"" ANN "\",\"work\":\"" EMMA "\"}", NULL, 201},
    {GET, V1 "/holds/availability", V1 "/holds/availability?person=" ANN "&work=" HELD, NULL, NULL, 200},
    {GET, V1 "/holds/{id}", V1 "/holds/" READY, NULL, NULL, 200},
    {PATCH, V1 "/holds/{id}", V1 "/holds/" WAITS, "{\"suspended_until\":\"2999-01-01\"}", FRESH, 200},
    {DELETE, V1 "/holds/{id}", V1 "/holds/" READY, "{\"reason\":\"r\"}", FRESH, 204},
    {GET, V1 "/works/{id}/holds", V1 "/works/" HELD "/holds", NULL, NULL, 200},
    {PUT, V1 "/works/{id}/holds/order", V1 "/works/" HELD "/holds/order",
     "{\"order\":[\"" LAST "\",\"" WAITS "\"]}", FRESH, 200},
    {GET, V1 "/statistics", V1 "/statistics?days=366", NULL, NULL, 200},
    {GET, V1 "/people/{id}/account", V1 "/people/" DEBTOR "/account", NULL, NULL, 200},
    {POST, V1 "/people/{id}/payments", V1 "/people/" DEBTOR "/payments", "{\"amount\":\"1.00\"}", NULL, 201},
    {POST, V1 "/people/{id}/waivers", V1 "/people/" DEBTOR "/waivers", "{\"amount\":\"1.00\"}", NULL, 201},
    {POST, V1 "/people/{id}/refunds", V1 "/people/" BOB "/refunds", "{\"amount\":\"1.00\"}", NULL, 201},
    {POST, V1 "/people/{id}/account/{line}/void", V1 "/people/" DEBTOR "/account/" CHARGE "/void", NULL, NULL,
     201},
    {GET, V1 "/charges/{id}/explain", V1 "/charges/" CHARGE "/explain", NULL, NULL, 200},
    {GET, V1 "/tariffs", V1 "/tariffs", NULL, NULL, 200},
    {GET, V1 "/exports/active-rentals.csv", V1 "/exports/active-rentals.csv", NULL, NULL, 200},
    {GET, V1 "/exports/overdue.csv", V1 "/exports/overdue.csv", NULL, NULL, 200},
    {POST, "/process", "/process",
     "{\"button\":\"reserve_button\",\"reserveBookName\":\"Emma\",\"reserveCardId\":70}", NULL, 200},
    /* Of the holds and the works more than one way. */
    {POST, V1 "/holds", V1 "/holds", "{\"person\":\"" ANN "\",\"work\":\"" HELD "\"}", NULL, 201},
    {PATCH, V1 "/holds/{id}", V1 "/holds/" READY, "{\"pickup_until\":null}", FRESH, 200},
    {DELETE, V1 "/holds/{id}", V1 "/holds/" WAITS, NULL, NULL, 204},
    {GET, "/v1/movies.list", "/v1/movies.list", NULL, NULL, 200},
    {GET, "/movies.list", "/movies.list/?page=1&number_of_records=3", NULL, NULL, 200},
    {GET, "/v1/movies.get", "/v1/movies.get?title=Jaws", NULL, NULL, 200},
    {GET, "/movies.get", "/movies.get?title=Jaws", NULL, NULL, 200},
    {POST, "/v1/movies.create", "/v1/movies.create", "{\"title\":\"Alien\"}", NULL, 200},
    {POST, "/movies.create", "/movies.create", "{\"title\":\"Alien\"}", NULL, 200},
    {DELETE, "/v1/movies.delete/{imdb_id}", "/v1/movies.delete/tt0073195", NULL, TOKEN, 204},
    {DELETE, "/movies.delete/{imdb_id}", "/movies.delete/tt0073195", NULL, TOKEN, 204},
    {GET, "/health-checks/ready", "/health-checks/ready", NULL, NULL, 200},
    {GET, "/health-checks/live", "/health-checks/live", NULL, NULL, 200},
    {POST, "/brew-coffee", "/brew-coffee", NULL, NULL, 418},
    /* Of the works more than one way. */
    {GET, V1 "/works", V1 "/works?q=emma&_order_by=year", NULL, NULL, 200},
    {GET, V1 "/works", V1 "/works?q=0-14-143958-0", NULL, NULL, 200},
    {GET, V1 "/works", V1 "/works?kind=book&available=true", NULL, NULL, 200},
    {POST, V1 "/works", V1 "/works", "{\"title\":\"Emma\"}", NULL, 201},
    {PUT, V1 "/lists/{id}/entries/{work}", V1 "/lists/" SHELF "/entries/" EMMA, "{\"note\":\"n\"}", NULL,
     200},
    {POST, "/add_book_to_list", "/add_book_to_list", "{\"email\":\"bob@example.com\",\"isbn\":\"d u n e\"}",
     NULL, 200},
    {POST, "/wishlist_entry", "/wishlist_entry",
     "{\"book_id\":\"" EMMA "\",\"user_id\":\"" BOB "\",\"wishlist_id\":null}", NULL, 201},
};
const size_t call_count = COUNT(calls);

void calls_furnish(void)
{
	client_furnish();
	server_sql(
	    "INSERT INTO list_share (list_id, key_hash) SELECT id, SHA2('key', 256) FROM list WHERE "
	    "uuid = '" SHELF "';"
	    "INSERT INTO list_entry (list_id, work_id) SELECT l.id, w.id FROM list l JOIN person p ON "
	    "p.id = l.owner_id, work w "
	    "WHERE p.uuid = '" BOB "' AND w.uuid = '" DUNE "';"
	    /* A book and a customer of known numbers, an open loan of theirs, Ann's debt and Bob's credit. */
	    "INSERT INTO work (id, uuid, kind, title, handle) VALUES (1000001, UUID(), 'book', 'Store', "
	    "'Store');"
	    "INSERT INTO person (id, uuid, first_name) VALUES (1000002, '" DEBTOR "', 'Customer');"
	    "INSERT INTO copy (uuid, work_id, taken_by) VALUES ('" COPY "', 1000001, NULL), "
	    "(UUID(), 1000001, 'loan');"
	    "INSERT INTO loan (id, uuid, copy_id, work_id, person_id, out_at, due_at, tariff_version) "
	    "SELECT 1000003, '" LOAN
	    "', id, work_id, 1000002, NOW(6) - INTERVAL 3 DAY, NOW(6) - INTERVAL 1 DAY, "
	    "1 FROM copy WHERE taken_by = 'loan';"
	    "INSERT INTO loan (id, uuid, work_id, person_id, out_at, due_at, returned_at, tariff_version, "
	    "type, "
	    "first_days, first_rate_minor, after_rate_minor, least_minor, days, charge_minor) "
	    "SELECT 1000004, UUID(), 1000001, id, NOW(6) - INTERVAL 9 DAY, NOW(6), NOW(6) - INTERVAL 8 DAY, "
	    "1, 'R', 2, "
	    "100, 150, 200, 1, 200 FROM person WHERE uuid = '" DEBTOR "';"
	    "INSERT INTO account_line (uuid, person_id, kind, amount_minor, loan_id, created_by) "
	    "SELECT '" CHARGE "', id, 'charge', 200, 1000004, 'test' FROM person WHERE uuid = '" DEBTOR "';"
	    "INSERT INTO account_line (uuid, person_id, kind, amount_minor, created_by) "
	    "SELECT UUID(), id, 'payment', -500, 'test' FROM person WHERE uuid = '" BOB "';"
	    "INSERT INTO work (id, uuid, kind, title) VALUES (1000005, '" HELD "', 'book', 'Held');"
	    "INSERT INTO copy (id, uuid, work_id, taken_by) VALUES (1000006, UUID(), 1000005, 'hold');"
	    "INSERT INTO person (id, uuid) SELECT seq, UUID() FROM seq_1000007_to_1000009;"
	    "INSERT INTO hold (uuid, work_id, person_id, state, copy_id, position, placed_at) VALUES "
	    "('" READY "', 1000005, 1000007, 'ready', 1000006, NULL, NOW(6)), "
	    "('" WAITS "', 1000005, 1000008, 'pending', NULL, 1, NOW(6)), "
	    "('" LAST "', 1000005, 1000009, 'pending', NULL, 2, NOW(6))");
}

void calls_open(struct client *c)
{
	static const struct omdb_turn film[] = {
	    {.bytes = "HTTP/1.1 200 "
		      "OK\r\n\r\n{\"Response\":\"True\",\"Title\":\"Alien\",\"imdbID\":\"tt0078748\"}"},
	    {.bytes = NULL}};
	calls_furnish();
	omdb_server_start(&omdb, film);
	client_open(c);
	c->conf.omdb_url = omdb.url;
}

void calls_close(struct client *c)
{
	client_close(c);
	omdb_server_stop(&omdb);
}

const char *method_name(enum method method)
{
	static const char *const names[] = {
	    [GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE"};
	return names[method];
}

int calls_send(struct client *c, const struct call *call, const char *token)
{
	const char *headers = call->headers && !strcmp(call->headers, TOKEN) ? token : call->headers;
	return client_send(c, method_name(call->method), call->target, call->body, headers);
}
