<?php
// What Carrel is measured against: the same answers, byte for byte, and the same rows written, by plain PHP as somebody
// writes it who wants it fast: one file in opcache, one persistent connection, prepared statements, no framework.
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
const PAGE_MAX = 1000;

function db(): mysqli
{
    static $db;
    return $db ??= new mysqli('p:localhost', $_SERVER['DB_USER'], '', $_SERVER['DB_NAME'], 0, $_SERVER['DB_SOCKET']);
}

function rows(string $sql, array $values = []): array
{
    $s = db()->prepare($sql);
    $s->execute($values);
    return $s->get_result()->fetch_all(MYSQLI_ASSOC);
}

function row(string $sql, array $values = []): ?array
{
    return rows($sql, $values)[0] ?? null;
}

/** The number of rows it touched. */
function act(string $sql, array $values = []): int
{
    $s = db()->prepare($sql);
    $s->execute($values);
    return $s->affected_rows;
}

function audit(string $route, string $subject, ?string $id, array $state): void
{
    act('INSERT INTO audit (actor, role, request_id, method, route, target, subject, subject_id, before_state, after_state) '
        . "VALUES ('open', 'staff', ?, ?, ?, ?, ?, ?, NULL, ?)",
        [$_SERVER['HTTP_X_REQUEST_ID'], $_SERVER['REQUEST_METHOD'], $route, $_SERVER['REQUEST_URI'], $subject, $id,
         json($state)]);
}

function json(mixed $what): string
{
    return json_encode($what, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION);
}

function answer(mixed $what, int $status = 200): never
{
    $text = json($what);
    http_response_code($status);
    header('Content-Type: application/json');
    header('Content-Length: ' . strlen($text));
    echo $text;
    exit;
}

function body(): array
{
    return json_decode(file_get_contents('php://input'), true, 32) ?: [];
}

// ---- lists and books ----

function get_list(string $email): never
{
    $found = rows("SELECT w.isbn FROM person p JOIN list l ON l.owner_id = p.id AND l.name = 'default' "
        . 'JOIN list_entry e ON e.list_id = l.id JOIN work w ON w.id = e.work_id '
        . 'WHERE p.email = ? AND w.isbn IS NOT NULL ORDER BY w.isbn', [$email]);
    answer(['status' => 'List returned', 'data' => array_map(fn($w) => [$email, $w['isbn']], $found)]);
}

function wishlist(string $id): never
{
    $books = [];
    foreach (rows('SELECT p.uuid AS owner, w.uuid, w.isbn, w.title, w.creator, w.published FROM list l '
        . 'JOIN person p ON p.id = l.owner_id JOIN list_entry e ON e.list_id = l.id JOIN work w ON w.id = e.work_id '
        . "WHERE l.uuid = ? AND w.kind = 'book' ORDER BY e.place, e.added_at, e.work_id", [$id]) as $w) {
        $owner = $w['owner'];
        $books[] = ['id' => $w['uuid'], 'isbn' => $w['isbn'], 'title' => $w['title'], 'author' => $w['creator'],
                    'publication_date' => gmdate('D, d M Y', strtotime($w['published'] . ' UTC')) . ' 00:00:00 GMT'];
    }
    answer(['wishlist_id' => $id, 'user_id' => $owner, 'books' => $books]);
}

function get_book(string $isbn): never
{
    $w = row('SELECT isbn, title, creator, published FROM work WHERE isbn_key = ?', [$isbn]);
    answer(['status' => 'Book returned', 'data' => [$w['isbn'], $w['title'], $w['creator'], $w['published']]]);
}

function movies(int $page, int $records): never
{
    // The pages before are counted in the index alone; then the rows of the page are read.
    $found = rows('SELECT w.imdb_id, w.title, w.year, w.genre, w.creator AS director, w.country, w.rating, w.released '
        . 'FROM (SELECT id FROM work FORCE INDEX FOR ORDER BY (work_films) WHERE withdrawn = 0 AND kind = \'movie\' '
        . 'ORDER BY title_search, imdb_id, id LIMIT ? OFFSET ?) page JOIN work w ON w.id = page.id '
        . 'ORDER BY w.title_search, w.imdb_id, w.id', [min($records, PAGE_MAX), ($page - 1) * $records]);
    answer(['data' => array_map(fn($w) => [
        'imdb_id' => $w['imdb_id'], 'title' => $w['title'], 'year' => $w['year'], 'genre' => $w['genre'],
        'director' => $w['director'], 'country' => $w['country'], 'imdb_rating' => (float) $w['rating'],
        'released_at' => $w['released'] . 'T00:00:00+00:00'], $found)]);
}

function all_books(): never
{
    header('Content-Type: application/json');
    db()->real_query("SELECT w.title, COALESCE(w.creator, '') AS author, COALESCE(w.type, 'R') AS type, "
        . 'EXISTS (SELECT 1 FROM copy c WHERE c.work_id = w.id AND c.taken_by IS NULL) AS free '
        . "FROM work w FORCE INDEX (PRIMARY) WHERE w.kind = 'book' AND w.withdrawn = 0 ORDER BY w.id");
    $comma = '[';
    foreach (db()->use_result() as $w) {
        echo $comma, json(['title' => $w['title'], 'author' => $w['author'],
                           'rental_status' => $w['free'] ? 'Available' : 'Rented Out', 'book_type' => $w['type']]);
        $comma = ',';
    }
    echo ']';
    exit;
}

// ---- a book on a list, and off it ----

function list_change(string $sql, string $route, string $done): never
{
    ['email' => $email, 'isbn' => $isbn] = $in = body();
    db()->begin_transaction();
    act($sql, [$email, $isbn]);
    audit($route, 'list', null, $in);
    db()->commit();
    answer(['status' => $done]);
}

// ---- reservations ----

function info(array $w, ?string $card): string
{
    $text = '';
    foreach (['book_name' => $w['title'], 'book_author' => $w['creator'], 'is_reserved' => $card === null ? 'No' : 'Yes',
              'publisher' => $w['publisher'], 'reserver_card_id' => $card, 'year' => $w['published_text']] as $label => $value) {
        if ($value !== null) {
            $text .= sprintf('%25s %s%s<br>', $label, str_repeat(' ', max(0, 25 - iconv_strlen($value, 'UTF-8'))),
                htmlspecialchars($value, ENT_QUOTES));
        }
    }
    return $text;
}

function reserve(string $name, string $card): string
{
    $w = row('SELECT w.id, w.uuid, w.title, w.creator, w.publisher, w.published_text, p.id AS person, c.id AS copy '
        . 'FROM work w LEFT JOIN copy c ON c.work_id = w.id AND c.taken_by IS NULL LEFT JOIN person p ON p.card_number = ? '
        . "WHERE w.handle = ? AND w.kind = 'book' LIMIT 1", [$card, $name]);
    if (!$w) {
        return 'Book does not exist';
    }
    if (!$w['copy'] || !act("UPDATE copy SET taken_by = 'hold' WHERE id = ? AND taken_by IS NULL", [$w['copy']])) {
        return 'Book is already reserved';
    }
    act('INSERT INTO hold (uuid, work_id, person_id, state, copy_id, placed_at, ready_at) '
        . "VALUES (UUID(), ?, ?, 'ready', ?, NOW(6), NOW(6))", [$w['id'], $w['person'], $w['copy']]);
    audit('/process', 'hold', $w['uuid'], ['title' => $w['title'], 'card_number' => $card]);
    return 'You have reserved book <br><br>' . info($w, $card);
}

function bring_back(string $name): string
{
    $w = row('SELECT w.id, w.uuid, w.title, w.creator, w.publisher, w.published_text, h.id AS hold, h.copy_id '
        . "FROM work w LEFT JOIN hold h ON h.work_id = w.id AND h.state = 'ready' WHERE w.handle = ? LIMIT 1", [$name]);
    if (!$w) {
        return 'Book does not exist';
    }
    if (!$w['hold'] || !act("UPDATE hold SET state = 'cancelled', closed_at = NOW(6), version = version + 1 "
        . "WHERE id = ? AND state = 'ready'", [$w['hold']])) {
        return 'You cannot return the book, because it is not reserved';
    }
    act("UPDATE copy SET taken_by = NULL WHERE id = ? AND taken_by = 'hold'", [$w['copy_id']]);
    audit('/process', 'hold', $w['uuid'], ['title' => $w['title'], 'state' => 'cancelled']);
    return 'You have returned book <br><br>' . info($w, null);
}

function process(): never
{
    $in = body();
    db()->begin_transaction();
    $result = $in['button'] === 'reserve_button'
        ? reserve($in['reserveBookName'], (string) $in['reserveCardId']) : bring_back($in['returnBookName']);
    if (str_starts_with($result, 'You have')) {
        db()->commit();
    } else {
        db()->rollback();
    }
    answer(['result' => $result]);
}

// ---- rentals ----

function rent(int $customer): never
{
    $book = (int) body()['book'];
    db()->begin_transaction();
    $w = row('SELECT w.title, w.uuid, c.id AS copy, (SELECT MAX(version) FROM tariff_version) AS tariff FROM person p '
        . 'JOIN work w LEFT JOIN copy c ON c.work_id = w.id AND c.taken_by IS NULL '
        . 'WHERE p.id = ? AND p.removed = 0 AND w.id = ? AND w.withdrawn = 0 LIMIT 1', [$customer, $book]);
    if (!$w || !$w['copy'] || !act("UPDATE copy SET taken_by = 'loan' WHERE id = ? AND taken_by IS NULL", [$w['copy']])) {
        db()->rollback();
        answer(['book' => ['Book is unavailable']], 400);
    }
    act('INSERT INTO loan (uuid, copy_id, work_id, person_id, out_at, due_at, tariff_version) '
        . 'VALUES (UUID(), ?, ?, ?, NOW(6), NOW(6) + INTERVAL 14 DAY, ?)', [$w['copy'], $book, $customer, $w['tariff']]);
    $id = db()->insert_id;
    audit('/customers/{number}/rentals/', 'loan', $w['uuid'], ['work' => $book, 'person' => $customer]);
    db()->commit();
    header("Location: /rentals/$id/close/");
    answer(['book' => $book, 'customer_id' => $customer, 'rental_status' => 'Active', 'book_title' => $w['title']], 201);
}

function close(int $loan): never
{
    db()->begin_transaction();
    $l = row('SELECT l.copy_id, l.person_id, TIMESTAMPDIFF(DAY, l.out_at, NOW(6)) AS days, w.type, t.first_days, '
        . 't.first_rate_minor, t.after_rate_minor, t.least_minor FROM loan l JOIN work w ON w.id = l.work_id '
        . 'JOIN tariff t ON t.version = l.tariff_version AND t.type = w.type '
        . 'WHERE l.id = ? AND l.returned_at IS NULL FOR UPDATE', [$loan]);
    $days = max(1, $l['days']);
    $charge = max($l['least_minor'], min($days, $l['first_days']) * $l['first_rate_minor']
        + max(0, $days - $l['first_days']) * $l['after_rate_minor']);
    act('INSERT INTO account_line (uuid, person_id, kind, amount_minor, loan_id, created_by) '
        . "VALUES (UUID(), ?, 'charge', ?, ?, 'open')", [$l['person_id'], $charge, $loan]);
    act('UPDATE loan SET returned_at = NOW(6), type = ?, first_days = ?, first_rate_minor = ?, after_rate_minor = ?, '
        . 'least_minor = ?, days = ?, charge_minor = ?, version = version + 1 WHERE id = ?',
        [$l['type'], $l['first_days'], $l['first_rate_minor'], $l['after_rate_minor'], $l['least_minor'], $days, $charge, $loan]);
    act("UPDATE copy SET taken_by = NULL WHERE id = ? AND taken_by = 'loan'", [$l['copy_id']]);
    audit('/rentals/{number}/close/', 'loan', null, ['loan' => $loan, 'charge_minor' => $charge]);
    db()->commit();
    answer(['amount_charged' => sprintf('%d.%02d', intdiv($charge, 100), $charge % 100), 'currency' => 'Rs',
            'rental_status' => 'Closed', 'date_returned' => (new DateTime('now', new DateTimeZone('+03:00')))->format('Y-m-d\TH:i:s.uP')]);
}

$path = $_SERVER['DOCUMENT_URI'];
switch ($path) {
    case '/get_list':
        get_list($_GET['email']);
    case '/get_book':
        get_book($_GET['isbn']);
    case '/v1/movies.list':
        movies((int) $_GET['page'], (int) $_GET['number_of_records']);
    case '/books/':
        all_books();
    case '/process':
        process();
    case '/add_book_to_list':
        list_change("INSERT INTO list_entry (list_id, work_id) SELECT l.id, w.id FROM person p "
            . "JOIN list l ON l.owner_id = p.id AND l.name = 'default' JOIN work w WHERE p.email = ? AND w.isbn_key = ?",
            $path, 'Book added to list');
    case '/remove_book_from_list':
        list_change("DELETE e FROM person p JOIN list l ON l.owner_id = p.id AND l.name = 'default' "
            . 'JOIN list_entry e ON e.list_id = l.id JOIN work w ON w.id = e.work_id WHERE p.email = ? AND w.isbn_key = ?',
            $path, 'Book removed from list');
}
$part = explode('/', $path);
match (true) {
    $part[1] === 'wishlist' => wishlist($part[2]),
    $part[1] === 'customers' && $part[3] === 'rentals' => rent((int) $part[2]),
    $part[1] === 'rentals' && $part[3] === 'close' => close((int) $part[2]),
    default => answer(['error' => 'no such path'], 404),
};
