/* access.h - who calls, and what is theirs. Floor: api. */
#ifndef API_ACCESS_H
#define API_ACCESS_H

#include "web/route.h"

/*
 * Finds out who calls (bearer token or session; role, active and account version as the database has them now) and
 * whether the row lets them: fills role, caller and person.. of the request. ERR_LOGIN, ERR_FORBIDDEN, ERR_CSRF,
 * ERR_NOT_LOOPBACK, ERR_NOT_LOCAL; ERR_AWAY and the like when the database cannot tell.
 */
enum err access_check(struct request *rq) MUST_CHECK;
/* Of OWN_EMAIL, once the body is parsed: ERR_FORBIDDEN for somebody else's. */
enum err access_check_email(struct request *rq) MUST_CHECK;

/* The caller's uuid when only what is theirs may be touched (members; "" for visitors), NULL for staff: all may be. */
const char *access_only_person(const struct request *rq);
/* The same by internal id: NIL_INT for staff, 0 for visitors, as the statements' "viewer" wants it. */
int64_t access_viewer(const struct request *rq);
/* May the caller touch what belongs to that person (a canonical uuid, NULL for nobody's)? */
bool access_is_own(const struct request *rq, const char *person);
/* The person filter of a list: the caller for a member; one that matches nobody when they ask for another. */
const char *access_filter(const struct request *rq, const char *wanted);
/* May the caller change people of that role, or make them so? Members are for staff, staff and admins for admins. */
bool access_may_change(const struct request *rq, const char *role);

/* Who has just shown the right password is who acts from now on, for the audit. */
struct caller;
void access_signed_in(struct request *rq, const struct caller *c);

/* Is the Origin, when one is sent, this very site? Other sites' pages may not log in or act by a session. */
bool access_same_origin(const struct request *rq);
/* Is the Origin among those of carrel.conf? */
bool access_named_origin(const struct request *rq);

/* Is access open, and not by accounts? */
bool access_is_open(const struct request *rq);
/* The name of a row's need: visitor, member, staff, admin; and of its ownership: path, email, rows or NULL. */
const char *access_role_name(enum role role);
enum role access_need(const struct route *r);
const char *access_owner_name(const struct route *r);

#endif
