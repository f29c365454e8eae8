/* face.h - the shapes that errors have towards the clients of the published systems. Floor: api. */
#ifndef API_FACE_FACE_H
#define API_FACE_FACE_H

#include "api/api.h"

/* Whose client asks, when no route knows the path (contracts: unknown paths). */
enum face face_of_path(const char *uri);
/* Writes an error as that face's clients know it. */
void face_error(struct request *rq, struct reply *rp, enum face face, enum err e);
/* "email is required; isbn must be a text": all that was wrong with the input, or the error's detail. */
const char *face_reason(struct request *rq, enum err e);
/* For text that came from people: no markup gets through. */
void face_escape(struct buf *b, const char *s);
/* As route_find, and where a face takes its paths with a slash at their end too. */
const struct route *face_route(struct request *rq, const struct route **near_r);
/* A path that is known but for its last slash: sends there. ERR_NO_ROUTE when it is none. */
enum err face_slash(struct request *rq, struct reply *rp, enum face *face_r) MUST_CHECK;
/* ERR_ACCEPT: the face goes by Accept and has nothing of the kind. */
enum err face_accept(const struct request *rq, enum face face) MUST_CHECK;
/* The last word on a body, before its tag is made; and the headers of all answers of a face. */
void face_finish(struct request *rq, struct reply *rp, enum face face);
void face_headers(struct request *rq, struct reply *rp, enum face face);
/* A small HTML page with a status and a sentence. */
void face_html(struct request *rq, struct reply *rp, int status, const char *text);

/* face/booklist.c */
api_handler booklist_index, booklist_add_user, booklist_get_user, booklist_update_user, booklist_delete_user;
api_handler booklist_add_book, booklist_get_book, booklist_update_book, booklist_delete_book;
api_handler booklist_add_to_list, booklist_get_list, booklist_remove_from_list;
extern const struct field booklist_user[], booklist_user_patch[], booklist_book[], booklist_book_patch[];
extern const struct field booklist_entry[], booklist_email[], booklist_isbn[];
extern const struct field booklist_status[], booklist_row[], booklist_rows[];

/* face/wishlist.c */
api_handler wishlist_add, wishlist_get, wishlist_delete;
extern const struct field wishlist_wish[], wishlist_unwish[], wishlist_added[], wishlist_shown[];

/* face/movies.c */
api_handler movies_list, movies_get, movies_create, movies_delete, movies_login, movies_ready, movies_live,
    movies_coffee;
extern const struct field movies_page[], movies_title[], movies_credentials[];
extern const struct field movies_shown[], movies_one[], movies_token[], movies_message[], movies_result[];
/* {"error": {"code", "message"}} */
void movies_error(struct reply *rp, int status, const char *code, const char *message);

#endif
