/* check.h - what the tests of the store expect of its answers, with the line where it was not so. */
#ifndef STORE_CHECK_H
#define STORE_CHECK_H

#include "../unit/test.h"
#include "base/err.h"
#include "server.h"

#include <string.h>

static inline void is_err(enum err want, enum err got, const char *what, int line)
{
	if (got != want)
		fail_msg("line %d: %s is %s, wanted %s", line, what, err_slug(got), err_slug(want));
}
#define IS(want, call) is_err(want, call, #call, __LINE__)
#define OK(call)       IS(ERR_NONE, call)

static inline void is_text(const char *want, const char *got, const char *what, int line)
{
	if (!want != !got || (want && strcmp(want, got)))
		fail_msg("line %d: %s is \"%s\", wanted \"%s\"", line, what, got ? got : "(null)",
			 want ? want : "(null)");
}
#define TEXT_IS(want, got) is_text(want, got, #got, __LINE__)
#define SQL_IS(want, ...)  is_text(want, server_sql(__VA_ARGS__), #__VA_ARGS__, __LINE__)

/*
 * What must be so of holds, copies and loans at any moment: positions 1..n, a copy taken by just what has it, one open
 * hold per person and work, no free copy beside somebody who waits and is not suspended.
 */
static inline void is_sound(int line)
{
	static const char wrong[] =
	    "SELECT 'positions', work_id FROM hold WHERE state = 'pending' GROUP BY work_id "
	    "HAVING MIN(position) <> 1 OR MAX(position) <> COUNT(*) OR COUNT(DISTINCT position) <> COUNT(*) "
	    "UNION ALL SELECT 'copy twice', copy_id FROM hold WHERE state = 'ready' GROUP BY copy_id "
	    "HAVING COUNT(*) > 1 OR copy_id IS NULL "
	    "UNION ALL SELECT 'copy of another work', h.id FROM hold h JOIN copy c ON c.id = h.copy_id "
	    "WHERE h.state = 'ready' AND c.work_id <> h.work_id "
	    "UNION ALL SELECT 'taken_by', c.id FROM copy c LEFT JOIN loan l ON l.copy_id = c.id AND "
	    "l.returned_at IS NULL LEFT JOIN hold h ON h.copy_id = c.id AND h.state = 'ready' "
	    "WHERE NOT c.taken_by <=> IF(l.id IS NOT NULL, 'loan', IF(h.id IS NOT NULL, 'hold', NULL)) "
	    "OR (l.id IS NOT NULL AND h.id IS NOT NULL) "
	    "UNION ALL SELECT 'held twice', person_id FROM hold WHERE state IN ('pending', 'ready') "
	    "GROUP BY work_id, person_id HAVING COUNT(*) > 1 "
	    "UNION ALL SELECT 'free beside one who waits', h.id FROM hold h JOIN copy c ON "
	    "c.work_id = h.work_id AND c.taken_by IS NULL WHERE h.state = 'pending' AND "
	    "(h.suspended_until IS NULL OR h.suspended_until <= UTC_DATE()) "
	    "UNION ALL SELECT 'of a withdrawn work', h.id FROM hold h JOIN work w ON w.id = h.work_id "
	    "WHERE w.withdrawn AND h.state IN ('pending', 'ready') "
	    "UNION ALL SELECT 'of a removed person', h.id FROM hold h JOIN person p ON p.id = h.person_id "
	    "WHERE p.removed AND h.state IN ('pending', 'ready')";
	is_text("", server_sql("%s", wrong), "what is wrong", line);
}
#define IS_SOUND() is_sound(__LINE__)

#endif
