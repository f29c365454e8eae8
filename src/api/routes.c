/* routes.c - THE table: every path this program answers. Floor: api. */
#include "api/api.h"
#include "api/face/face.h"

#define ID   "/{id}"
#define API  "/api/v1"
#define BODY JSON_BODY

/* Literal segments stand before {..}. The last number is the budget of statements for a usual call. */
const struct route routes[] = {
    {GET, "/", api_front, FACE_PAGE, NO_DB, NULL, NULL, 0, "The front page"},
    {GET, "/health", api_health, FACE_API, NO_DB, NULL, NULL, 0, "Is the worker alive?"},
    {GET, "/ready", api_ready, FACE_API, 0, NULL, NULL, 1,
     "Does the database answer, with the right schema?"},
    {GET, API, api_index, FACE_API, NO_DB, NULL, NULL, 0, "Every route"},

    /* Booklist */
    {GET, "/index", booklist_index, FACE_BOOKLIST, NO_DB, NULL, NULL, 0, "Booklist: alive"},
    {POST, "/add_user", booklist_add_user, FACE_BOOKLIST, NEED_STAFF | BODY | TX, booklist_user, NULL, 2,
     "Booklist: add a user"},
    {GET, "/get_user", booklist_get_user, FACE_BOOKLIST, NEED_MEMBER, NULL, booklist_email, 1,
     "Booklist: a user by email"},
    {POST, "/update_user", booklist_update_user, FACE_BOOKLIST, NEED_MEMBER | BODY, booklist_user_patch, NULL,
     1, "Booklist: change a user"},
    {POST, "/delete_user", booklist_delete_user, FACE_BOOKLIST, NEED_STAFF | BODY, booklist_email, NULL, 1,
     "Booklist: delete a user and their list"},
    {POST, "/add_book", booklist_add_book, FACE_BOOKLIST, NEED_STAFF | BODY | TX, booklist_book, NULL, 2,
     "Booklist: add a book"},
    {GET, "/get_book", booklist_get_book, FACE_BOOKLIST, 0, NULL, booklist_isbn, 1,
     "Booklist: a book by isbn"},
    {POST, "/update_book", booklist_update_book, FACE_BOOKLIST, NEED_STAFF | BODY | TX, booklist_book_patch,
     NULL, 2, "Booklist: change a book"},
    {POST, "/delete_book", booklist_delete_book, FACE_BOOKLIST, NEED_STAFF | BODY, booklist_isbn, NULL, 1,
     "Booklist: delete a book"},
    {POST, "/add_book_to_list", booklist_add_to_list, FACE_BOOKLIST, NEED_MEMBER | BODY, booklist_entry, NULL,
     1, "Booklist: put a book on a user's list"},
    {GET, "/get_list", booklist_get_list, FACE_BOOKLIST, NEED_MEMBER, NULL, booklist_email, 1,
     "Booklist: a user's list"},
    {POST, "/remove_book_from_list", booklist_remove_from_list, FACE_BOOKLIST, NEED_MEMBER | BODY,
     booklist_entry, NULL, 1, "Booklist: take a book off a user's list"},

    /* Wishlist manager */
    {POST, "/wishlist_entry", wishlist_add, FACE_WISHLIST, NEED_MEMBER | BODY | TX, NULL, NULL, 2,
     "Wishlist manager: add a book to a wishlist, or to a new one"},
    {DELETE, "/wishlist_entry", wishlist_delete, FACE_WISHLIST, NEED_MEMBER | BODY, NULL, NULL, 1,
     "Wishlist manager: take a book off a wishlist"},
    {GET, "/wishlist" ID, wishlist_get, FACE_WISHLIST, NEED_MEMBER, NULL, NULL, 1,
     "Wishlist manager: a wishlist"},

    /* The unified API */
    {GET, API "/works", api_work_list, FACE_API, 0, NULL, work_query, 3, "Search the catalogue"},
    {POST, API "/works", api_work_create, FACE_API, NEED_STAFF | BODY | TX, work_body, NULL, 3, "Add a work"},
    {GET, API "/works" ID, api_work_get, FACE_API, 0, NULL, NULL, 1, "One work"},
    {PATCH, API "/works" ID, api_work_patch, FACE_API, NEED_STAFF | BODY | TX | NEEDS_MATCH, work_body, NULL,
     3, "Change a work"},
    {DELETE, API "/works" ID, api_work_delete, FACE_API, NEED_STAFF | TX | NEEDS_MATCH, NULL, NULL, 2,
     "Delete a work"},

    {GET, API "/people", api_person_list, FACE_API, NEED_STAFF, NULL, person_query, 2, "Search people"},
    {POST, API "/people", api_person_create, FACE_API, NEED_STAFF | BODY | TX, person_body, NULL, 3,
     "Add a person"},
    {GET, API "/people" ID, api_person_get, FACE_API, NEED_STAFF, NULL, NULL, 1, "One person"},
    {PATCH, API "/people" ID, api_person_patch, FACE_API, NEED_STAFF | BODY | TX | NEEDS_MATCH, person_body,
     NULL, 3, "Change a person"},
    {DELETE, API "/people" ID, api_person_delete, FACE_API, NEED_STAFF | TX | NEEDS_MATCH, NULL, NULL, 2,
     "Delete a person"},

    {GET, API "/lists", api_list_list, FACE_API, NEED_MEMBER, NULL, list_query, 2, "Lists"},
    {POST, API "/lists", api_list_create, FACE_API, NEED_MEMBER | BODY | TX, list_body, NULL, 2,
     "Make a list"},
    {GET, API "/lists" ID, api_list_get, FACE_API, NEED_MEMBER, NULL, NULL, 1, "One list"},
    {PATCH, API "/lists" ID, api_list_patch, FACE_API, NEED_MEMBER | BODY | TX, list_body, NULL, 3,
     "Change a list"},
    {DELETE, API "/lists" ID, api_list_delete, FACE_API, NEED_MEMBER | TX, NULL, NULL, 2, "Delete a list"},
    {GET, API "/lists" ID "/entries", api_entry_list, FACE_API, NEED_MEMBER, NULL, NULL, 2,
     "The entries of a list"},
    {PUT, API "/lists" ID "/entries/order", api_entry_order, FACE_API, NEED_MEMBER | BODY | TX | NEEDS_MATCH,
     order_body, NULL, 5, "Put the entries of a list in order"},
    {PUT, API "/lists" ID "/entries/{work}", api_entry_put, FACE_API, NEED_MEMBER | BODY | JSON_OPTIONAL,
     entry_body, NULL, 2, "Put a work on a list, or change its note"},
    {DELETE, API "/lists" ID "/entries/{work}", api_entry_delete, FACE_API, NEED_MEMBER, NULL, NULL, 1,
     "Take a work off a list"},
    {GET, API "/lists" ID "/shares", api_share_list, FACE_API, NEED_MEMBER, NULL, NULL, 2,
     "Who shares a list"},
    {POST, API "/lists" ID "/shares", api_share_create, FACE_API, NEED_MEMBER, NULL, NULL, 2,
     "Make a single-use invitation"},
    {POST, API "/lists" ID "/shares/{key}", api_share_accept, FACE_API, NEED_MEMBER | BODY, share_body, NULL,
     2, "Use an invitation"},
    {DELETE, API "/lists" ID "/shares/{key}", api_share_delete, FACE_API, NEED_MEMBER, NULL, NULL, 2,
     "Take an invitation back, or leave the list"},
    {GET, NULL, NULL, FACE_API, 0, NULL, NULL, 0, NULL},
};
