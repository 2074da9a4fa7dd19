/**
 * The SQL of members, of offers of membership, and of the machines that are members'. `server/domain/ownership` decides
 * who may read and change them; the names of open offers and members are counted together, so that no two are alike.
 */

import { memberMachineQueries } from '../../server/domain/activation/member-machine.ts';
import { memberQueries } from '../../server/domain/ownership/members.ts';
import { offerQueries } from '../../server/domain/ownership/offers.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

const MEMBER = `SELECT ${columns('members')} FROM members`;
const OFFER = `SELECT ${columns('member_offers')} FROM member_offers`;
const prefixed = (table: string): string =>
  columns(table)
    .split(', ')
    .map((column) => `${table}.${column}`)
    .join(', ');

/** The SQL that counts the names of a license in a table, and finds the highest number after their letter. */
function countNames(table: string): string {
  return `
    SELECT COUNT(*) AS held, COALESCE(MAX(CAST(SUBSTR(name, 2) AS BIGINT)), 0) AS last
    FROM ${table} WHERE license = :license`;
}

export const MEMBERS = sqlFor(memberQueries, {
  findMember: { sql: `${MEMBER} WHERE license = :license AND account = :account` },
  findMemberById: { sql: `${MEMBER} WHERE id = :member AND license = :license` },
  listMembers: {
    sql: `
      SELECT ${prefixed('members')}, username FROM members JOIN accounts ON accounts.id = account
      WHERE license = :license ORDER BY since_day, members.id LIMIT :rows`,
  },
  listMachinesOfMembers: {
    sql: `
      SELECT ${prefixed('activations')}, nickname, members.name AS member, members.id AS holder
      FROM members
      JOIN member_machines ON member_machines.member = members.id
      JOIN activations ON activations.id = member_machines.activation
      LEFT JOIN nicknames ON nicknames.activation = activations.id
      WHERE members.license = :license AND released_day IS NULL
      ORDER BY activations.created_day, activations.id LIMIT :rows`,
  },
  listMemberships: { sql: `${MEMBER} WHERE account = :account ORDER BY license LIMIT :rows` },
  countMemberships: { sql: 'SELECT COUNT(*) AS held FROM members WHERE account = :account' },
  countMembers: { sql: countNames('members') },
  addMember: { sql: insertInto('members') },
  setManager: { sql: 'UPDATE members SET manager_day = :day WHERE id = :member' },
  dropMember: { sql: 'DELETE FROM members WHERE id = :member' },
  dropMembership: { sql: 'DELETE FROM members WHERE license = :license AND account = :account' },
  dropMembers: { sql: 'DELETE FROM members WHERE license = :license' },
  moveMembers: { sql: 'UPDATE members SET license = :to WHERE license = :from' },
  listMembersAfter: { sql: 'SELECT id FROM members WHERE id > :after ORDER BY id LIMIT :rows' },
});

export const OFFERS = sqlFor(offerQueries, {
  addOffer: { sql: insertInto('member_offers') },
  findOffer: { sql: `${OFFER} WHERE id = :offer` },
  findInvitation: { sql: `${OFFER} WHERE secret = :secret` },
  findOfferTo: {
    sql: `${OFFER} WHERE license = :license AND account = :account AND ends_day >= :today LIMIT 1`,
  },
  listOffers: { sql: `${OFFER} WHERE license = :license ORDER BY ends_day, id LIMIT :rows` },
  listOffersTo: {
    sql: `
      SELECT ${prefixed('member_offers')}, products.name AS product_name
      FROM member_offers
      JOIN licenses ON licenses.id = member_offers.license
      JOIN products ON products.id = licenses.product
      WHERE member_offers.account = :account AND member_offers.ends_day >= :today AND revoked_day IS NULL
      ORDER BY member_offers.ends_day, member_offers.id LIMIT :rows`,
  },
  countOffers: { sql: countNames('member_offers') },
  dropOffer: { sql: 'DELETE FROM member_offers WHERE id = :offer' },
  closeOffer: { sql: 'UPDATE member_offers SET account = NULL WHERE id = :offer' },
  closeOffersTo: { sql: 'UPDATE member_offers SET account = NULL WHERE account = :account' },
  dropOffers: { sql: 'DELETE FROM member_offers WHERE license = :license' },
  dropOffersTo: { sql: 'DELETE FROM member_offers WHERE license = :license AND account = :account' },
});

export const MEMBER_MACHINES = sqlFor(memberMachineQueries, {
  findMemberMachine: {
    sql: `SELECT ${columns('member_machines')} FROM member_machines WHERE activation = :activation`,
  },
  findOtherSeat: {
    sql: `
      SELECT id FROM activations
      WHERE id IN (SELECT activation FROM member_machines WHERE member = :member AND activation <> :activation)
        AND released_day IS NULL AND lapsed_day IS NULL
      LIMIT 1`,
  },
  putMemberMachine: {
    sql: `
      ${insertInto('member_machines')}
      ON CONFLICT (activation) DO UPDATE SET member = excluded.member`,
  },
  dropMemberMachine: { sql: 'DELETE FROM member_machines WHERE activation = :activation' },
  dropMemberMachines: {
    sql: `
      DELETE FROM member_machines WHERE member IN (SELECT id FROM members WHERE license = :license)`,
  },
  lockMemberMachines: {
    lock: true,
    sql: `
      SELECT ${columns('activations')} FROM activations
      WHERE id IN (SELECT activation FROM member_machines WHERE member = :member) AND released_day IS NULL
      ORDER BY id`,
  },
});
