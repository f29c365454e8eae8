/* user.h - what carrelctl's user and init share. Top floor. */
#ifndef CTL_USER_H
#define CTL_USER_H

#include "ctl/ctl.h"

#include <stdbool.h>

struct person;

/* The hash of a password from the terminal or standard input, or of a new one, which is printed. An exit code. */
int ctl_user_password(struct ctl *c, bool generate, const char **hash_r);
/* Adds the person in a transaction of its own. ERR_CONFLICT: the email is taken. */
enum err ctl_user_add(struct ctl *c, const char *command, struct person *p) MUST_CHECK;
bool ctl_user_good_email(const char *email);

#endif
