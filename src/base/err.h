/* err.h - the one vocabulary of failure that all floors share. Floor: base. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))

/*
 * Every fallible function returns one of these; the detail (text, field, parameters) is put where it was found,
 * once, and the code is passed up unchanged. ERR_NONE is 0. X(name, "stable slug").
 */
#define ERR_LIST(X)                                                                                          \
	X(NONE, "none")                                                                                      \
	/* what the client sent */                                                                           \
	X(SYNTAX, "malformed-body")                                                                          \
	X(MEDIA, "unsupported-media-type")                                                                   \
	X(ACCEPT, "not-acceptable")                                                                          \
	X(SHORT_BODY, "incomplete-body")                                                                     \
	X(TOO_LARGE, "body-too-large")                                                                       \
	X(INPUT, "invalid-input")                                                                            \
	X(NO_ROUTE, "unknown-path")                                                                          \
	X(METHOD, "method-not-allowed")                                                                      \
	X(NEED_MATCH, "precondition-required")                                                               \
	X(STALE, "precondition-failed")                                                                      \
	X(KEY_REUSED, "idempotency-key-reused")                                                              \
	X(KEY_BUSY, "idempotency-key-in-use")                                                                \
	/* who may */                                                                                        \
	X(LOGIN, "authentication-required")                                                                  \
	X(FORBIDDEN, "forbidden")                                                                            \
	X(NOT_LOOPBACK, "loopback-only")                                                                     \
	X(NOT_LOCAL, "this-machine-only")                                                                    \
	X(CSRF, "csrf")                                                                                      \
	X(PASSWORD, "wrong-credentials")                                                                     \
	X(TOO_MANY, "too-many-attempts")                                                                     \
	/* what the data says */                                                                             \
	X(NOT_FOUND, "not-found")                                                                            \
	X(CONFLICT, "conflict")                                                                              \
	X(IN_USE, "in-use")                                                                                  \
	X(NO_SUCH, "no-such-reference")                                                                      \
	X(REFUSED, "refused")                                                                                \
	/* weather */                                                                                        \
	X(RETRY, "busy")                                                                                     \
	X(AWAY, "database-unavailable")                                                                      \
	X(UNCERTAIN, "outcome-unknown")                                                                      \
	X(SCHEMA, "schema-mismatch")                                                                         \
	X(NO_SECRET, "login-unavailable")                                                                    \
	X(IO, "input-output")                                                                                \
	X(INTERNAL, "internal")

enum err {
#define X(name, slug) ERR_##name,
	ERR_LIST(X)
#undef X
	    ERR_COUNT
};

/* The slug of a code; stable for ever, used in problem types and logs. */
const char *err_slug(enum err e);

#endif
