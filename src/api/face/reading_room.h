/* reading_room.h - published API 4: one call with six buttons. Floor: api. */
#ifndef API_FACE_READING_ROOM_H
#define API_FACE_READING_ROOM_H

#include "api/api.h"

api_handler reading_room_process;
/* For the documents: the members of all buttons, and what is answered. */
extern const struct field reading_room_body[], reading_room_answer[];

#endif
