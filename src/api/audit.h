/* audit.h - handlers say what they changed; the dispatcher writes it within the act's transaction. Floor: api. */
#ifndef API_AUDIT_H
#define API_AUDIT_H

#include "base/field.h"
#include "web/reply.h"
#include "web/request.h"

/*
 * Remembers what the act changed: the subject ("work", "person", "list", "entry" ...) and its id (NULL: it has none),
 * and how it was and is, as JSON objects without anything secret; before is NULL of what was made, after of what is
 * gone. Once an act, within its transaction, and not at all by an act that changed nothing. The texts must live as long
 * as the request; the body of the reply will do, once it is whole.
 */
void audit_note(struct request *rq, const char *subject, const char *subject_id, const char *before,
		const char *after);
/* A struct as a JSON object, by its table; what the table calls secret is left out. */
const char *audit_state(struct arena *a, const struct field *fields, const void *st);
/* An object of one member, and an object with one more: {"password":"changed"}. */
const char *audit_member(struct arena *a, const char *name, const char *value);
const char *audit_with(struct arena *a, const char *object, const char *name, const char *value);

/* For who runs acts: writes what was noted if the act succeeded, and forgets it. */
enum err audit_write(struct request *rq, const struct reply *rp) MUST_CHECK;

#endif
