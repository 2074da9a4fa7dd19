/** The portal's table of routes, one row for each address. The portal and the access tests iterate over it. */

import { ACTIVATE_ROUTES } from './activate.ts';
import { BATCH_ROUTES } from './batch.ts';
import { CLAIM_ROUTES } from './claim.ts';
import { COUPON_ROUTES } from './coupon.ts';
import { DOWNLOAD_ROUTES } from './downloads.ts';
import { FROM_APP_ROUTES } from './from-app.ts';
import { EMAIL_ROUTES } from './email.ts';
import { ENTRY_ROUTES } from './sign-in.ts';
import { LANGUAGE_ROUTES } from './language.ts';
import { MEMBER_ROUTES } from './members.ts';
import { NOTICE_ROUTES } from './notices.ts';
import { OWNED_ROUTES } from './licenses.ts';
import { OFFLINE_ROUTES } from './offline.ts';
import { RECEIPT_ROUTES } from './receipts.ts';
import { RECOVERY_ROUTES } from './recovery.ts';
import { RESTRICTION_ROUTES } from './restriction.ts';
import { RIGHTS_ROUTES } from './rights.ts';
import type { PageRoute } from '../route/route.ts';
import { SETTINGS_ROUTES } from './settings.ts';
import { TAKEOVER_ROUTES } from './takeover.ts';
import { TRANSFER_ROUTES } from './transfer.ts';
import { USERNAME_ROUTES } from './forgotten-username.ts';

export const ROUTES: readonly PageRoute[] = [
  ...ENTRY_ROUTES,
  ...RECOVERY_ROUTES,
  ...USERNAME_ROUTES,
  ...OWNED_ROUTES,
  ...BATCH_ROUTES,
  ...ACTIVATE_ROUTES,
  ...FROM_APP_ROUTES,
  ...CLAIM_ROUTES,
  ...COUPON_ROUTES,
  ...DOWNLOAD_ROUTES,
  ...TRANSFER_ROUTES,
  ...TAKEOVER_ROUTES,
  ...MEMBER_ROUTES,
  ...SETTINGS_ROUTES,
  ...EMAIL_ROUTES,
  ...NOTICE_ROUTES,
  ...LANGUAGE_ROUTES,
  ...RECEIPT_ROUTES,
  ...RIGHTS_ROUTES,
  ...RESTRICTION_ROUTES,
  ...OFFLINE_ROUTES,
];
