/**
 * No stored number is the second in which a customer did something: after every kind of deed at an odd second, each number of
 * the database that could be a time of that day is a whole minute.
 */

import { expect } from 'chai';
import { DAY_SECONDS } from '../../../server/domain/kernel/day.ts';
import { openPost, openTestPortal, type Portal, type Post } from './customers.ts';
import { tablesOf } from './tables.ts';

describe('the times that a database has', () => {
  let portal: Portal;
  let post: Post;
  before(async () => {
    portal = await openTestPortal();
    post = await openPost(portal);
  });
  after(async () => {
    await post.end();
    await portal.end();
  });

  it('are whole minutes or coarser', async () => {
    portal.server.clock.move(37);
    const ada = await portal.customer('ada');
    const asked = { deed: 'add', email: ada.email, current: ada.password };
    const deeds: readonly [path: string, typed: Record<string, string>][] = [
      ['/settings/email', asked],
      ['/settings/notices', { expiry: 'yes', email: ada.email }],
      ['/settings/codes', { current: ada.password }],
      ['/settings/codes', { current: 'wrong' }],
      [`/licenses/${ada.license}/key`, { email: 'nobody@example.com' }],
    ];
    for (const [path, typed] of deeds) await ada.browser.post(path, typed);
    for (const path of ['/recover/key', '/recover/password'])
      await portal.browser().post(path, { email: ada.email });
    for (const browser of [portal.browser(), ada.browser])
      await browser.post('/login', { username: 'ada', password: 'wrong' });

    const now = portal.server.clock.now();
    const text = JSON.stringify(tablesOf(portal.server.config));
    const times = [...text.matchAll(/(?<![\w.])\d{9,11}(?![\w.])/g)]
      .map(([digits]) => Number(digits))
      .filter((number) => Math.abs(number - now) < 2 * DAY_SECONDS);
    expect(times, 'links and waiting mails').to.have.length.above(3);
    expect(times.filter((time) => time % 60 !== 0)).to.deep.equal([]);
  });
});
