/**
 * The physical step over every engine: what each can tell, and that the rows are as they were. How SQLite does it, and
 * who waits, is tested with a server's store.
 */

import { expect } from 'chai';
import { ENGINES, type Opened } from '../support/engines.ts';
import { CALL, putTask } from './batches.ts';

for (const engine of ENGINES) {
  describe(`the physical step over ${engine.name}`, function () {
    this.timeout(30_000);
    let opened: Opened;

    beforeEach(async () => {
      opened = await engine.open();
    });
    afterEach(() => opened.end());

    it('says what it can of the bytes, and keeps what lives', async () => {
      const { store } = opened;
      await store.run('write', [putTask('kept', 7)], CALL);
      const wiped = await store.wipe();
      expect(wiped).to.include({ kind: 'wiped' });
      if (engine.name === 'PostgreSQL')
        expect(wiped).to.include({ engine: 'postgresql', bytesScanned: null, residueBytes: null });
      else expect(wiped).to.include({ engine: 'sqlite', residueBytes: 0 });
      const [kept] = await store.run('read', [{ name: 'findTask', params: { task: 'kept' } }], CALL);
      expect(kept?.result).to.deep.equal({ day: 7 });
    });
  });
}
