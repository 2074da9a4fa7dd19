/** The preview of the pages about members of a license, in every state. */

import { licensePage } from '../../server/portal/pages/license.ts';
import { licensesPage } from '../../server/portal/pages/licenses.ts';
import { machinePage } from '../../server/portal/pages/machine.ts';
import {
  memberPage,
  membersPage,
  type MemberLine,
  type MemberModel,
  type MembersModel,
} from '../../server/portal/pages/members.ts';
import { offerPage, type OfferModel } from '../../server/portal/pages/offer.ts';
import { signUpPage } from '../../server/portal/pages/sign-up.ts';
import { TERMS_VERSION } from '../../server/texts/terms-version.ts';
import { licenseModel, machineLines } from './license-states.ts';
import { on, type States, type Typed } from './state.ts';

const TOKEN = 'aW52aXRhdGlvbjAwMDAwMD';
const LICENSE = 'bGljZW5zZTAwMDAwMDAwMA';

export function memberStates(typed: Typed): States {
  const model = membersModel(typed);
  const listed = model.members.slice(0, 1);
  const { license, product } = model;
  const first: MemberModel = {
    ...memberLines(typed)[0],
    license,
    product,
    isOwner: true,
    bar: undefined,
    faults: [],
  };
  return {
    'members-none': (frame) => membersPage({ ...model, members: [], offers: [] }, frame),
    members: (frame) => membersPage(model, frame),
    'members-invited': (frame) =>
      membersPage(
        { ...model, invitation: typed(`https://licenses.example.com/invitations/${TOKEN}`) },
        frame,
      ),
    'members-refused': (frame) => {
      const faults = [{ field: 'username', message: frame.texts.faults.ofCode.username_malformed }];
      return membersPage({ ...model, username: typed('ada@example.com'), faults }, frame);
    },
    'members-removed': (frame) =>
      membersPage({ ...model, members: listed }, { ...frame, done: 'memberRemoved' }),
    member: (frame) => memberPage(first, frame),
    'member-manager': (frame) => memberPage({ ...first, isManager: true }, frame),
    'member-too-soon': (frame) =>
      memberPage({ ...first, isOwner: false, bar: { is: 'tooSoon', next: on('2026-12-05') } }, frame),
    'member-without-machine': (frame) => memberPage({ ...first, machines: [] }, frame),
    'member-leaves': (frame) => memberPage({ ...first, isOwner: false, isSelf: true }, frame),
    ...sharedStates(typed),
  };
}

function memberLines(typed: Typed): [MemberLine, ...MemberLine[]] {
  const [desk, laptop] = machineLines(typed);
  const line = {
    username: null,
    isManager: false,
    isSelf: false,
    isRemovable: true,
    sinceDay: on('2026-10-02'),
    machines: [],
  };
  const others = { member: typed('M1'), isOwn: false, network: null, username: null };
  return [
    {
      ...line,
      member: 'bWVtYmVyMDAwMDAwMDAwMA',
      name: typed('M1'),
      machines: desk === undefined ? [] : [{ ...desk, ...others }],
    },
    {
      ...line,
      member: 'bWVtYmVyMDAwMDAwMDAwMQ',
      name: typed('M2'),
      username: typed('quiet-heron-42'),
      isManager: true,
      isSelf: true,
      machines: laptop === undefined ? [] : [laptop],
    },
    { ...line, member: 'bWVtYmVyMDAwMDAwMDAwMg', name: typed('M3') },
  ];
}

function membersModel(typed: Typed): MembersModel {
  const offer = { offer: 'b2ZmZXIwMDAwMDAwMDAwMA', name: typed('M4'), endsDay: on('2026-12-03') };
  return {
    license: LICENSE,
    product: typed('Sonar Pro'),
    members: memberLines(typed),
    offers: [
      { ...offer, kind: 'offer' },
      { ...offer, offer: 'b2ZmZXIwMDAwMDAwMDAwMQ', name: typed('M5'), kind: 'invitation' },
    ],
    username: '',
    faults: [],
  };
}

/** The pages of the person with whom a license is shared. */
function sharedStates(typed: Typed): States {
  const own = licenseModel(typed);
  const [machine] = machineLines(typed);
  const part = { memberId: 'bWVtYmVyMDAwMDAwMDAwMA', member: typed('M1') };
  const { license, product, standing, used, seats } = own;
  const line = { license, product, standing, used, seats, member: typed('M1') };
  const offer = offerModel(typed);
  return {
    'licenses-offered': (frame) =>
      licensesPage(
        {
          offers: [{ offer: 'b2ZmZXIwMDAwMDAwMDAwMA', product, endsDay: on('2026-12-03') }],
          licenses: [line],
          licenseKey: '',
          faults: [],
        },
        frame,
      ),
    'license-member': (frame) =>
      licensePage({ ...own, ...part, role: 'member', machines: own.machines.slice(0, 1) }, frame),
    'license-manager': (frame) =>
      licensePage(
        {
          ...own,
          ...part,
          role: 'manager',
          machines: own.machines.map((each, nth) => ({ ...each, isOwn: nth === 0 })),
        },
        frame,
      ),
    'machine-of-member': (frame) =>
      machine === undefined
        ? licensePage(own, frame)
        : machinePage(
            {
              license,
              product,
              machine: { ...machine, member: typed('M1'), isOwn: false, network: null },
              typed: '',
              faults: [],
            },
            frame,
          ),
    offer: (frame) => offerPage({ ...offer, by: { is: 'offer', offer: 'b2ZmZXIwMDAwMDAwMDAwMA' } }, frame),
    'offer-usernames': (frame) =>
      offerPage({ ...offer, showsUsernames: true, by: { is: 'invitation', token: TOKEN } }, frame),
  };
}

function offerModel(typed: Typed): Omit<OfferModel, 'by'> {
  return { product: typed('Sonar Pro'), endsDay: on('2026-12-03'), showsUsernames: false, faults: [] };
}

/** The pages of an invitation for a visitor without an account. */
export function invitedStates(typed: Typed): States {
  const signUp = {
    action: `/invitations/${TOKEN}/signup`,
    licenseKey: undefined,
    username: typed('quiet-heron-42'),
    remember: false,
    accepted: false,
    terms: typed(TERMS_VERSION),
  };
  return {
    invitation: (frame) => offerPage({ ...offerModel(typed), by: { is: 'visitor', token: TOKEN } }, frame),
    'sign-up-invited': (frame) => signUpPage({ ...signUp, faults: [] }, frame),
  };
}
