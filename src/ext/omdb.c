/* omdb.c - films asked of OMDb over HTTP. Floor: ext. */
#include "ext/omdb.h"

#include "base/date.h"
#include "base/metrics.h"

#include <curl/curl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { ANSWER_MAX = 1 << 20, FAILURES = 10 };
/* Microseconds. */
enum { OPEN_FOR = 10 * 1000 * 1000, BEFORE_RETRY = 200 * 1000, LEAST_RETRY = 500 * 1000 };

/* Times are date_clock()'s, which is one clock for all processes. */
struct breaker {
	_Atomic int failures; /* in a row */
	_Atomic int64_t until;
};

struct omdb {
	const struct conf *conf;
	CURL *curl;
	struct breaker *breaker, own;
};

/* The body of an answer as it comes, and all bytes of it, headers too. */
struct answer {
	struct buf body;
	size_t bytes;
};

static struct breaker *shared;

void omdb_share(void)
{
	void *p = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p != MAP_FAILED)
		shared = p;
}

void omdb_open(struct omdb **omdb_r, const struct conf *conf)
{
	struct omdb *omdb = calloc(1, sizeof(*omdb));
	if (!omdb || curl_global_init(CURL_GLOBAL_DEFAULT) || !(omdb->curl = curl_easy_init()))
		abort();
	omdb->conf = conf;
	omdb->breaker = shared ? shared : &omdb->own;
	*omdb_r = omdb;
}

void omdb_close(struct omdb **omdb)
{
	if (!*omdb)
		return;
	curl_easy_cleanup((*omdb)->curl);
	curl_global_cleanup();
	free(*omdb);
	*omdb = NULL;
}

static bool take(struct answer *answer, size_t bytes)
{
	answer->bytes += bytes;
	return answer->bytes <= ANSWER_MAX;
}

static size_t on_header(char *data, size_t size, size_t n, void *context)
{
	(void)data;
	return take(context, size * n) ? size * n : 0;
}

static size_t on_body(char *data, size_t size, size_t n, void *context)
{
	struct answer *answer = context;
	if (!take(answer, size * n))
		return 0;
	buf_add(&answer->body, data, size * n);
	return size * n;
}

/* Holds the key: it goes to libcurl and nowhere else. */
static const char *question(struct omdb *omdb, struct arena *a, enum omdb_by by, const char *what)
{
	const char *url = omdb->conf->omdb_url;
	char *value = curl_easy_escape(omdb->curl, what, (int)strlen(what));
	char *key = curl_easy_escape(omdb->curl, omdb->conf->omdb_key, 0);
	if (!value || !key)
		abort();
	const char *text =
	    arena_printf(a, "%s%s%s=%s&type=movie&apikey=%s", url, strchr(url, '?') ? "&" : "?",
			 by == OMDB_BY_TITLE ? "t" : "i", value, key);
	curl_free(value);
	curl_free(key);
	return text;
}

/* Nobody sets an option that cannot be; what is left of the time is for connecting too. */
static void prepare(struct omdb *omdb, const char *url, struct answer *answer, int64_t left)
{
	CURL *c = omdb->curl;
	curl_easy_reset(c); /* keeps connections and what is known of TLS sessions */
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)omdb->conf->omdb_connect_timeout * 1000);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)(left / 1000) + 1);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "Carrel/" CARREL_VERSION);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, answer);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, answer);
}

/* ERR_RETRY: transient, *why_r tells. Nothing of libcurl's own words gets out that could hold the address. */
static enum err failed(struct arena *a, CURLcode code, const struct answer *answer, const char **why_r)
{
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		*why_r = "OMDb does not answer in time";
		return ERR_AWAY;
	case CURLE_COULDNT_CONNECT:
		*why_r = "OMDb cannot be reached: nobody takes the connection";
		return ERR_AWAY;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		*why_r = "OMDb cannot be reached: its name is not known";
		return ERR_AWAY;
	case CURLE_WRITE_ERROR:
		if (answer->bytes > ANSWER_MAX) {
			*why_r = "OMDb's answer is larger than 1 MiB";
			return ERR_IO;
		}
		break;
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_PARTIAL_FILE:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		*why_r = "OMDb drops the connection";
		return ERR_RETRY;
	default:
		break;
	}
	*why_r = arena_printf(a, "asking OMDb failed: %s", curl_easy_strerror(code));
	return ERR_IO;
}

/* Timeouts and refused connections in a row open it; an answer, and a connection that breaks, are signs of life. */
static void tell_breaker(struct breaker *b, CURLcode code)
{
	if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY)
		return;
	if (code != CURLE_OPERATION_TIMEDOUT && code != CURLE_COULDNT_CONNECT)
		b->failures = 0;
	else if (atomic_fetch_add(&b->failures, 1) + 1 >= FAILURES)
		b->until = metrics->omdb_open_until = date_clock() + OPEN_FOR;
}

static enum err ask_once(struct omdb *omdb, struct arena *a, const char *url, int64_t left,
			 struct omdb_reply *reply, CURLcode *code_r)
{
	struct answer answer = {.bytes = 0};
	long status = 0;
	buf_init(&answer.body, a, 4096);
	prepare(omdb, url, &answer, left);
	reply->asked++;
	metrics->sums.omdb_asked++;
	*code_r = curl_easy_perform(omdb->curl);
	metrics->sums.omdb_failed += *code_r != CURLE_OK;
	if (*code_r)
		return failed(a, *code_r, &answer, &reply->why);
	curl_easy_getinfo(omdb->curl, CURLINFO_RESPONSE_CODE, &status);
	return omdb_answer(a, status, answer.body.data, answer.body.len, &reply->film, &reply->why);
}

/* May it be another time, and is there time? */
static bool again(enum err e, CURLcode code, int64_t left)
{
	return (e == ERR_RETRY || code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT) &&
	       left > BEFORE_RETRY + LEAST_RETRY;
}

static enum err may_ask(const struct omdb *omdb, struct omdb_reply *reply)
{
	const struct conf *conf = omdb->conf;
	if (!*conf->omdb_key && strstr(conf->omdb_url, "omdbapi.com")) {
		reply->why = "there is no omdb_key";
		return ERR_REFUSED;
	}
	reply->open = date_clock() < omdb->breaker->until;
	if (!reply->open)
		return ERR_NONE;
	reply->why = "OMDb did not answer the last times and is left alone for a moment";
	return ERR_AWAY;
}

enum err omdb_ask(struct omdb *omdb, struct arena *a, enum omdb_by by, const char *what,
		  struct omdb_reply *reply_r)
{
	*reply_r = (struct omdb_reply){.why = NULL};
	enum err e = may_ask(omdb, reply_r);
	if (e)
		return e;
	int64_t end = date_clock() + omdb->conf->omdb_timeout * 1000000;
	const char *url = question(omdb, a, by, what);
	CURLcode code;
	e = ask_once(omdb, a, url, end - date_clock(), reply_r, &code);
	if (e && again(e, code, end - date_clock())) {
		nanosleep(&(struct timespec){.tv_nsec = BEFORE_RETRY * 1000}, NULL);
		e = ask_once(omdb, a, url, end - date_clock(), reply_r, &code);
	}
	tell_breaker(omdb->breaker, code);
	if (!e)
		reply_r->why = NULL;
	return e == ERR_RETRY ? ERR_IO : e;
}
