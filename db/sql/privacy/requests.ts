/** The SQL of requests about personal data. `server/domain/rights` decides when one is due, answered or closed. */

import { requestQueries } from '../../../server/domain/rights/request.ts';
import { pagesOf } from '../../dialect/pages.ts';
import { columns, insertInto, sqlFor } from '../../dialect/statements.ts';

const REQUEST = `SELECT ${columns('rights_requests')} FROM rights_requests`;

export const REQUESTS = sqlFor(requestQueries, {
  addRequest: { sql: `${insertInto('rights_requests')} ON CONFLICT (link) DO NOTHING` },
  addSubject: { sql: insertInto('rights_subjects') },
  findRequest: { sql: `${REQUEST} WHERE id = :id` },
  lockRequest: { lock: true, sql: `${REQUEST} WHERE id = :id` },
  findRequestByLink: { sql: `${REQUEST} WHERE link = :link` },
  findRequestByAnswer: { sql: `${REQUEST} WHERE answer = :answer AND answer_ends_day >= :today` },
  countOpenRequests: {
    sql: `
      SELECT
        COUNT(*) AS held,
        COUNT(CASE WHEN due_day < :today THEN 1 END) AS overdue,
        COUNT(CASE WHEN due_day >= :today AND due_day <= :near THEN 1 END) AS near
      FROM rights_requests WHERE closed_day IS NULL`,
  },
  pageOpenRequests: {
    sql: pagesOf({
      columns: columns('rights_requests'),
      from: 'rights_requests',
      where: 'closed_day IS NULL',
      key: ['due_day', 'id'],
    }),
  },
  pageClosedRequests: {
    sql: pagesOf({
      columns: columns('rights_requests'),
      from: 'rights_requests',
      where: 'closed_day IS NOT NULL',
      key: ['closed_day', 'id'],
    }),
  },
  listSubjects: {
    sql: `
      SELECT ${columns('rights_subjects')} FROM rights_subjects
      WHERE request = :request AND id > :after ORDER BY id LIMIT :rows`,
  },
  countSubjects: {
    sql: `
      SELECT
        COUNT(license) AS licenses,
        COUNT(account) AS accounts,
        COUNT(CASE WHEN license IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM owners JOIN rights_subjects AS proved ON proved.account = owners.account
          WHERE owners.license = rights_subjects.license AND proved.request = :request
        ) THEN 1 END) AS strangers
      FROM rights_subjects WHERE request = :request`,
  },
  countKnows: {
    sql: `
      SELECT COALESCE(MAX(counted), 0) AS held FROM (
        SELECT COUNT(*) AS counted
        FROM rights_subjects AS earlier JOIN rights_subjects AS proved
        ON earlier.license = proved.license OR earlier.account = proved.account
        WHERE proved.request = :request AND earlier.request IS NULL AND earlier.ends_day >= :today
        GROUP BY proved.id
      ) AS each_subject`,
  },
  extendRequest: {
    sql: 'UPDATE rights_requests SET extension = :extension, due_day = :dueDay WHERE id = :id',
  },
  closeRequest: {
    sql: `
      UPDATE rights_requests SET
        closed_day = :closedDay, outcome = :outcome, reason = :reason,
        answer = :answer, answer_ends_day = :answerEndsDay, link = NULL, address = NULL
      WHERE id = :id`,
  },
  endSubjects: { sql: 'UPDATE rights_subjects SET ends_day = :endsDay WHERE request = :request' },
  dropSubjects: { sql: 'DELETE FROM rights_subjects WHERE request = :request' },
});
