/**
 * Sealed backups and their keys: a backup opens only with its own key under its own secret, and once that key is
 * destroyed every copy of the file is unreadable.
 */

import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { openBackups } from '../../../server/crypto/backups.ts';
import { BACKUP_DAYS, BackupRefused, type BackupCode } from '../../../server/domain/privacy/backup.ts';
import { TOMBSTONE_DAYS } from '../../../server/domain/privacy/tombstone.ts';
import { scratchFolder } from './scratch.ts';
import { toDay, addDays } from '../../../server/domain/kernel/day.ts';

const DAY = toDay(20_000);
const CONTENT = 'what is in the database';
const HEAD_BYTES = 38;

const freshId = () => randomBytes(16).toString('base64url');

interface Made {
  folder: string;
  secret: Buffer;
  file: string;
  keyFile: string;
}

async function made(day = DAY): Promise<Made> {
  const [folder, secret] = [scratchFolder(), randomBytes(32)];
  const backup = { id: freshId(), day };
  const plain = join(folder, 'plain');
  writeFileSync(plain, CONTENT);
  const backups = openBackups(folder, [secret]);
  const file = backups.placeOf(backup);
  await backups.seal(backup, plain, file, {});
  return { folder, secret, file, keyFile: join(folder, 'backup-keys', `${day}-${backup.id}`) };
}

async function opened({ folder, secret, file }: Made): Promise<string> {
  const plain = join(folder, freshId());
  await openBackups(folder, [secret]).unseal(file, plain, {});
  return readFileSync(plain, 'utf8');
}

async function refusal(made: Made): Promise<BackupCode | undefined> {
  const error: unknown = await opened(made).catch((fault: unknown) => fault);
  return error instanceof BackupRefused ? error.code : undefined;
}

describe('sealed backups', () => {
  it('open again, each with its own key', async () => {
    const sealed = await made();
    expect(await opened(sealed)).to.equal(CONTENT);
    expect(statSync(sealed.file).mode & 0o777).to.equal(0o600);
    expect(statSync(sealed.keyFile).mode & 0o777).to.equal(0o600);
    expect(readdirSync(join(sealed.folder, 'backups')), 'nothing half made').to.have.lengthOf(1);
    const other = await made();
    copyFileSync(other.keyFile, sealed.keyFile);
    expect(await refusal({ ...sealed, secret: other.secret })).to.equal('backup_key_wrong');
  });

  it('do not open under another secret', async () => {
    expect(await refusal({ ...(await made()), secret: randomBytes(32) })).to.equal('backup_key_wrong');
  });

  it('open after a rotation, while the earlier secret is live', async () => {
    const { folder, secret, file } = await made();
    const [backup] = openBackups(folder, [secret]).list();
    const [later, plain] = [randomBytes(32), join(folder, 'again')];
    await openBackups(folder, [later, secret]).unseal(file, plain, {});
    expect(readFileSync(plain, 'utf8')).to.equal(CONTENT);
    expect([secret, later].map((current) => openBackups(folder, [current]).canOpen(backup!))).to.deep.equal([
      true,
      false,
    ]);
  });

  it('do not open with another day or id in their head', async () => {
    const sealed = await made();
    const bytes = readFileSync(sealed.file);
    bytes.writeUInt32BE(DAY + 1, HEAD_BYTES - 4);
    writeFileSync(sealed.file, bytes);
    expect(await refusal(sealed)).to.equal('backup_key_absent');
    renameSync(sealed.keyFile, sealed.keyFile.replace(String(DAY), String(DAY + 1)));
    expect(await refusal(sealed)).to.equal('backup_key_wrong');
  });

  it('are distinguished from other files, and from a plain database', async () => {
    const sealed = await made();
    for (const content of ['', 'quietkey backup 1', 'x'.repeat(500)]) {
      writeFileSync(sealed.file, content);
      expect(await refusal(sealed)).to.equal('backup_foreign');
    }
    writeFileSync(sealed.file, `SQLite format 3\0${'x'.repeat(500)}`);
    const error: unknown = await opened(sealed).catch((fault: unknown) => fault);
    expect(String(error)).to.include('plain copy of a database');
    expect(await refusal({ ...sealed, file: join(sealed.folder, 'absent') })).to.equal('backup_absent');
  });

  it('are unreadable when their key is destroyed, wherever the file is', async () => {
    const sealed = await made();
    const elsewhere = join(scratchFolder(), 'copy');
    copyFileSync(sealed.file, elsewhere);
    const backups = openBackups(sealed.folder, [sealed.secret]);
    expect(backups.destroyBefore(DAY)).to.equal(0);
    expect(backups.list()).to.have.lengthOf(1);
    expect(backups.destroyBefore(addDays(DAY, 1))).to.equal(1);
    expect([existsSync(sealed.keyFile), existsSync(sealed.file)]).to.deep.equal([false, false]);
    expect(backups.list()).to.deep.equal([]);
    expect(await refusal({ ...sealed, file: elsewhere })).to.equal('backup_key_absent');
  });

  it('leave neither key nor file if sealing fails', async () => {
    const sealed = await made();
    const backups = openBackups(sealed.folder, [sealed.secret]);
    const signal = AbortSignal.abort(new Error('enough'));
    const backup = { id: freshId(), day: DAY };
    const out = join(sealed.folder, 'stopped');
    const error: unknown = await backups
      .seal(backup, join(sealed.folder, 'plain'), out, { signal })
      .catch((fault: unknown) => fault);
    expect(String(error)).to.equal('Error: enough');
    expect(backups.list()).to.have.lengthOf(1);
    expect(readdirSync(sealed.folder)).to.not.include.members(['stopped', 'stopped.partial']);
  });

  it('never outlive the tombstones that their restore needs', () => {
    expect(TOMBSTONE_DAYS).to.be.at.least(BACKUP_DAYS + 7);
  });
});
