/**
 * The SQL of activations and device tags. A lease is saved only if its sequence number is still the one that was read.
 * Tags are looked up by their primary key, so the time does not depend on the size of the license.
 * `server/domain/activation/activation.ts` decides which machine gets a seat.
 */

import { activationQueries } from '../../server/domain/activation/activation.ts';
import { OWNERS_MACHINE } from './account/owners-machine.ts';
import { pagesOf } from '../dialect/pages.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

const ACTIVATION = `SELECT ${columns('activations')} FROM activations`;
const MACHINES = {
  columns: `${columns('activations')}, nickname, (
    SELECT members.name FROM member_machines JOIN members ON members.id = member_machines.member
    WHERE member_machines.activation = activations.id
  ) AS member`,
  from: 'activations LEFT JOIN nicknames ON activation = id',
};
const UNRELEASED = 'license = :license AND released_day IS NULL';

/** The SQL condition of a taken seat whose grace ended before `today`, and which has not been marked as lapsed yet. */
export const LAPSING = 'released_day IS NULL AND lapsed_day IS NULL AND seat_ends_day < :today';

/**
 * The condition of a seat that can be taken now: one that is lapsing, or one of a floating license whose minute has
 * come. A server of an earlier version writes days alone, so the minute counts on the last day only.
 */
const OVER = `
  released_day IS NULL AND lapsed_day IS NULL
  AND seat_ends_day <= :today AND (seat_ends_day < :today OR seat_ends_second <= :now)`;

/** Whether an activation is of a demo product: 1 or 0. */
const DEMO = `(
  SELECT products.demo FROM licenses JOIN products ON products.id = licenses.product
  WHERE licenses.id = activations.license
)`;

/**
 * The UPDATE that marks a seat as lapsed, and records the first day on which the seat was free. A machine may return to a
 * lapsed seat; the seat of a demo is released. Of a floating seat no minute is left.
 */
export const LAPSE = `
  UPDATE activations SET
    lapsed_day = CASE WHEN ${DEMO} = 0 THEN seat_ends_day + CASE WHEN seat_ends_second IS NULL THEN 1 ELSE 0 END END,
    released_day = CASE WHEN ${DEMO} = 1 THEN seat_ends_day + 1 END,
    seat_ends_second = NULL`;

export const ACTIVATIONS = sqlFor(activationQueries, {
  findActivation: { sql: `${ACTIVATION} WHERE id = :activation` },
  lockActivation: { lock: true, sql: `${ACTIVATION} WHERE id = :activation` },
  // a license id inside an SQL expression would not use the index, which is slow for a large license
  lockTagged: {
    lock: true,
    sql: `
      ${ACTIVATION}
      WHERE id IN (SELECT activation FROM device_tags WHERE tag IN (:tag1, :tag2, :tag3, :tag4))
        AND license || '' = :license
        AND released_day IS NULL
      ORDER BY id`,
  },
  pageActivations: {
    sql: pagesOf({
      columns: columns('activations'),
      from: 'activations',
      where: 'license = :license',
      key: ['created_day', 'id'],
    }),
  },
  pageMachines: {
    sql: pagesOf({
      ...MACHINES,
      where: `${UNRELEASED} AND (
        :member = '' OR id IN (SELECT activation FROM member_machines WHERE member = :member)
      )`,
      key: ['created_day', 'id'],
    }),
  },
  findMachine: {
    sql: `SELECT ${MACHINES.columns} FROM ${MACHINES.from} WHERE id = :activation AND ${UNRELEASED}`,
  },
  listActivationIds: { sql: 'SELECT id FROM activations WHERE license = :license ORDER BY id' },
  listOwnersActivationIds: {
    sql: `SELECT id FROM activations WHERE license = :license AND ${OWNERS_MACHINE} ORDER BY id`,
  },
  listTags: { sql: 'SELECT tag FROM device_tags WHERE activation = :activation ORDER BY tag' },
  addActivation: { sql: insertInto('activations') },
  saveLease: {
    sql: `
      UPDATE activations SET
        epoch = :epoch, generation = :generation, sequence = :sequence, request_digest = :requestDigest,
        lease_day = :leaseDay, lease_ends_day = :leaseEndsDay, seat_ends_day = :seatEndsDay,
        seat_ends_second = :seatEndsSecond, lease_revision = :leaseRevision, username = :username, network = :network, network_day = :networkDay,
        seen_day = :seenDay, lapsed_day = NULL
      WHERE id = :id AND sequence = :oldSequence AND released_day IS NULL`,
  },
  dropTags: {
    sql: `
      DELETE FROM device_tags
      WHERE activation = :activation
        AND tag NOT IN (COALESCE(:tag1, ''), COALESCE(:tag2, ''), COALESCE(:tag3, ''), COALESCE(:tag4, ''))`,
  },
  // a device tag that is unchanged is not written
  putTag: {
    sql: `
      ${insertInto('device_tags')}
      ON CONFLICT (tag) DO UPDATE SET activation = excluded.activation
      WHERE device_tags.activation <> excluded.activation`,
  },
  removeTags: {
    sql: 'DELETE FROM device_tags WHERE activation = :activation AND tag IN (:tag1, :tag2, :tag3, :tag4)',
  },
  forgetTags: {
    sql: 'DELETE FROM device_tags WHERE tag IN (:tag1, :tag2, :tag3, :tag4)',
  },
  lockLapsing: {
    lock: true,
    sql: `SELECT id FROM activations WHERE license = :license AND ${OVER} ORDER BY id`,
  },
  countSeatsOver: { sql: `SELECT COUNT(*) AS count FROM activations WHERE license = :license AND ${OVER}` },
  lapseSeats: { sql: `${LAPSE} WHERE license = :license AND ${OVER}` },
  releaseActivation: {
    sql: `
      UPDATE activations SET
        released_day = :day, sequence = :sequence, username = NULL, network = NULL, network_day = NULL,
        request_digest = NULL, seat_ends_second = NULL
      WHERE id = :activation AND released_day IS NULL`,
  },
  returnSeat: {
    sql: `
      UPDATE activations SET
        lapsed_day = :day, lease_ends_day = :day, seat_ends_day = :day, seat_ends_second = NULL, sequence = :sequence,
        username = NULL, network = NULL, network_day = NULL, request_digest = NULL
      WHERE id = :activation AND released_day IS NULL AND lapsed_day IS NULL`,
  },
  countDemo: {
    sql: `
      SELECT COUNT(*) AS count FROM activations
      WHERE lease_ends_day >= :today AND license IN (
        SELECT id FROM licenses WHERE product = :product AND entitlements = 'demo'
      )`,
  },
  dropNickname: { sql: 'DELETE FROM nicknames WHERE activation = :activation' },
  dropNicknames: {
    sql: 'DELETE FROM nicknames WHERE activation IN (SELECT id FROM activations WHERE license = :license)',
  },
  dropTracesOfPeople: {
    sql: `
      UPDATE activations SET username = NULL, network = NULL, network_day = NULL
      WHERE license = :license`,
  },
});
