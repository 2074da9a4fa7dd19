/**
 * The SQL of a walk along the key of a table, in windows: a look reads a window, and a slice changes its due rows. The
 * parameters are `after`, the key before the window, `rows` and `due`, the most rows and due rows of a window, and
 * `last`, its last key.
 */

/** The SQL of the next rows of a window along the key. Only the requested columns of the rows are read. */
function ahead(table: string, key: string): string {
  return `(SELECT * FROM ${table} WHERE ${key} > :after ORDER BY ${key} LIMIT :rows) AS ahead`;
}

/**
 * The SQL that looks at the rows that a slice would delete. More rows with the window's last key may follow the window.
 */
export function lookAt(table: string, key: string, due: string): string {
  return `
    SELECT last, CASE
      WHEN EXISTS (SELECT 1 FROM ${table} WHERE ${key} > :after AND ${key} <= last AND ${due}) THEN 1 ELSE 0
    END AS due
    FROM (SELECT MAX(${key}) AS last FROM ${ahead(table, key)}) AS looked_at`;
}

/**
 * The SQL of a window's end. A window ends with the last row that one slice deletes or, if fewer rows are due, with the
 * last row of the window.
 */
export function windowOf(table: string, key: string, due: string): string {
  return `
    SELECT COALESCE(
      (SELECT ${key} FROM ${ahead(table, key)} WHERE ${due} ORDER BY ${key} LIMIT 1 OFFSET :due - 1),
      (SELECT MAX(${key}) FROM ${ahead(table, key)})
    ) AS last`;
}

export function inWindow(key: string): string {
  return `${key} > :after AND ${key} <= :last`;
}
