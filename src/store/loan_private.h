/* loan_private.h - what loan.c and loan_list.c share. Floor: store. */
#ifndef STORE_LOAN_PRIVATE_H
#define STORE_LOAN_PRIVATE_H

#include "store/loan.h"

#define LOAN_COLUMNS                                                                                         \
	"l.id, l.copy_id, l.work_id, l.person_id, l.uuid, c.uuid AS copy, w.uuid AS work, "                  \
	"p.uuid AS person, w.title, w.kind, COALESCE(l.type, w.type, 'R') AS type, a.uuid AS charge, "       \
	"l.out_at, "                                                                                         \
	"l.due_at, l.returned_at, l.renewals, l.tariff_version, l.days, l.charge_minor, l.first_days, "      \
	"l.first_rate_minor, l.after_rate_minor, l.least_minor, l.version "
#define LOAN_TABLES                                                                                          \
	"FROM loan l JOIN work w ON w.id = l.work_id JOIN person p ON p.id = l.person_id "                   \
	"LEFT JOIN copy c ON c.id = l.copy_id LEFT JOIN account_line a ON a.charged_loan = l.id "
#define LOAN_SELECT "SELECT " LOAN_COLUMNS LOAN_TABLES
extern const struct field loan_out[];

#endif
