/**
 * The French words for what is stored: each table, in which form its values are stored, on what legal basis and how
 * long, and what operators did with the data.
 */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';
import { PURPOSES } from './purposes.ts';

type InventoryTexts = Texts['inventory'];

const TABLES: InventoryTexts['tables'] = {
  licenses: 'Licence : le droit d’exécuter un produit',
  license_keys:
    'Clés de licence : uniquement des empreintes à clé secrète ; une clé de licence elle-même n’est jamais stockée',
  orders: 'Commandes : le numéro de commande du prestataire de paiement',
  activations: 'Activations : un poste utilisé par un appareil',
  device_tags:
    'Marqueurs d’appareil : empreintes à clé secrète des cartes réseau d’un appareil, quatre au plus',
  trials:
    'Essais : une empreinte à clé secrète d’un appareil et le premier jour de son essai ; ni compte, ni licence',
  forks:
    'Dédoublements : ce que l’on sait de deux appareils qui semblent utiliser une même activation ; la plupart des activations n’en ont pas',
  accounts: 'Votre compte',
  owners: 'Licences de votre compte',
  nicknames: 'Surnoms de vos appareils',
  members: 'Membres d’une licence',
  member_offers: 'Offres et invitations aux membres',
  member_machines: 'Appareils des membres',
  transfers: 'Licences offertes à un nouveau propriétaire',
  takeovers: 'Licences que quelqu’un demande à reprendre',
  sign_ins: 'Applications qui attendent leur licence',
  support_bundles: 'Fichiers que vous avez envoyés au support depuis une application',
  disclosures: 'Transmissions de vos données à d’autres',
  coupons: 'Coupons, qui prolongent une licence ou ajoutent des postes, et le nombre de leurs utilisations',
  coupon_uses: 'Utilisations de coupons : des empreintes à clé secrète, sans compte ni licence',
  holds: 'Gels juridiques de vos données : elles sont conservées jusqu’à la levée du gel',
  rights_requests: 'Demandes sur des données personnelles',
  rights_subjects: 'Licences et comptes concernés par une demande',
  restrictions: 'Limitations du traitement de vos données et oppositions',
  sessions: 'Navigateurs connectés',
  recovery_codes: 'Codes de récupération : uniquement des empreintes ; chaque code ouvre le compte une fois',
  links:
    'Liens à usage unique, valables dix minutes ; les adresses inconnues en reçoivent un aussi, qui n’ouvre rien',
  attempts:
    'Ce qui est limité, compté pendant un jour : échecs de connexion, pour les noms d’utilisateur connus comme inconnus, adresses saisies pour une licence, et comptes créés par des invitations',
  known_browsers:
    'Navigateurs connus dans lesquels un mot de passe incorrect a été saisi, ou que vous avez demandé d’oublier',
  expiry_notices: 'Fins de licence dont vous avez été informé',
  mails: 'E-mails en attente d’envoi, lisibles uniquement par le programme d’envoi',
  key_mails: 'Clés de licence qui vous ont été envoyées et ne sont pas encore distribuées',
  products: 'Produits et leurs conditions',
  operator_tokens: 'Jetons des exploitants pour l’API JSON',
  operator_actions: 'Ce que les exploitants ont fait d’une licence ou consulté à son sujet',
  audit_leaves:
    'La chaîne d’audit : une feuille pour chaque action d’un exploitant, dont personne ne peut être déduit',
  audit_head: 'La dernière feuille de la chaîne d’audit',
  idempotency:
    'Requêtes des exploitants des dernières 24 heures, afin qu’une requête répétée ne soit exécutée qu’une fois',
  receipts: 'Ce que chaque purge et chaque effacement a supprimé, avec son reçu signé',
  tasks: 'Tâches récurrentes et leur dernière exécution',
  confirmed_day: 'Le jour confirmé, qui permet de remarquer une horloge fausse',
  duties: 'Quel serveur exécute en ce moment une tâche récurrente',
  marks: 'Empreintes des secrets et de la clé racine auxquels appartient cette base de données',
  retention: 'Durée de conservation de ce que l’éditeur ne conserve pas pendant la durée par défaut',
  policies:
    'Versions publiées de la politique de confidentialité : ce que chacune indique et à partir de quel jour',
  erasure_counts: 'Nombre d’effacements effectués, afin de reconnaître une base de données restaurée',
  schema_migrations: 'Migrations de schéma appliquées à cette base de données',
  counts: 'Résultats des requêtes par produit et par jour : uniquement des sommes, aucune ligne par requête',
  telemetry_counts:
    'Sommes des rapports du SDK pour les semaines non encore publiées, écrites après 20 rapports ou à la fin d’une semaine',
  telemetry_figures:
    'Chiffres de télémétrie publiés avec du bruit, sans les petits nombres ; et semaines perdues lors d’une restauration',
};

const MOMENTS: InventoryTexts['moments'] = {
  'licenses.ends_day': 'la fin de la licence',
  'licenses.revoked_day': 'la révocation',
  'licenses.idle_day': 'le dernier appareil',
  'orders.day': 'la commande',
  'orders.severed_day': 'la suppression de vos données',
  'activations.network_day': 'le jour où le réseau a été vu pour la dernière fois',
  'activations.seat_ends_day': 'la fin du délai de grâce',
  'trials.day': 'le début de l’essai',
  'sessions.ends_hour': 'la fin de la connexion',
  'member_offers.ends_day': 'le dernier jour de l’offre',
  'transfers.ends_day': 'le dernier jour de l’offre',
  'takeovers.ends_day': 'le dernier jour de la reprise ou, après un refus, du délai avant une autre',
  'sign_ins.ends_hour': 'la fin de la connexion de l’application',
  'support_bundles.received_day': 'la réception du fichier',
  'disclosures.last_day': 'le dernier jour de la transmission',
  'coupons.ends_day': 'le dernier jour du coupon',
  'coupon_uses.ends_day': 'le dernier jour du coupon',
  'holds.lifted_day': 'la levée du gel',
  'rights_requests.closed_day': 'la clôture de la demande',
  'rights_requests.answer_ends_day': 'le dernier jour du lien vers la réponse',
  'rights_subjects.ends_day': 'le dernier jour de la réponse, ou douze mois après une demande d’information',
  'links.hour': 'la création du lien',
  'attempts.hour': 'le dernier d’entre eux',
  'known_browsers.day': 'la connexion',
  'mails.hour': 'la rédaction de l’e-mail',
  'key_mails.day': 'l’envoi de la clé',
  'operator_actions.hour': 'l’action',
  'operator_actions.held_until_day': 'le jour jusqu’auquel elle ne vous est pas communiquée',
  'operator_tokens.expires_day': 'le dernier jour du jeton',
  'operator_tokens.revoked_day': 'la révocation du jeton',
};

const CONDITIONS: InventoryTexts['conditions'] = {
  'activations.released_day': 'si le poste a été libéré',
  'activations.lapsed_day': 'si personne n’a libéré le poste',
};

const BASES: InventoryTexts['bases'] = {
  contract: 'contrat (art. 6, § 1, point b) du RGPD)',
  legalObligation: 'obligation légale (art. 6, § 1, point c) du RGPD)',
  legitimateInterest: 'intérêt légitime (art. 6, § 1, point f) du RGPD)',
  noPersonalData: 'aucune donnée personnelle',
};

const SOURCES: InventoryTexts['sources'] = {
  customer: 'vous-même',
  app: 'une application sur votre appareil',
  seller: 'la boutique qui a vendu la licence',
  others: 'un autre client',
  staff: 'notre personnel',
  server: 'produit par notre serveur',
};

const FORMS: InventoryTexts['form'] = {
  plain: 'stocké tel quel',
  keyed: 'empreinte à clé secrète, irréversible',
  hashed: 'empreinte irréversible',
  sealed: 'chiffré',
  random: 'nombre aléatoire',
  day: 'date',
  hour: 'date et heure entière',
  second: 'date et heure exacte',
  week: 'semaine',
  count: 'nombre',
};

const ACTIONS: InventoryTexts['actions'] = {
  'activation list': 'Appareils de votre licence consultés',
  'activation release': 'Appareil libéré',
  'bundle delete': 'Un fichier envoyé au support supprimé',
  'bundle open': 'Un fichier envoyé au support ouvert',
  'clock confirm': 'Horloge du serveur confirmée',
  'coupon create': 'Créé un coupon',
  'coupon end': 'Mis fin à un coupon',
  'disclosure add': 'Enregistré à qui vos données ont été transmises',
  'disclosure end': 'Mis fin à une transmission de vos données',
  'disclosure remove': 'Retiré une transmission enregistrée par erreur',
  erasure: 'Vos données effacées',
  'erasure planned': 'Ce qu’un effacement supprimerait consulté',
  'farewell publish': 'Toutes les vérifications de licence d’un produit terminées',
  'hold add': 'Vos données conservées par un gel juridique',
  'hold lift': 'Un gel juridique de vos données levé',
  'hold review': 'Un gel juridique de vos données examiné',
  'product reinstate': 'Un produit retiré remis en vente',
  'product retire': 'Un produit retiré de la vente : ses données sont supprimées après un jour',
  'license bulk issue': 'Licences émises à partir d’un fichier',
  'license correct': 'Commande de votre licence corrigée',
  'license disown': 'Votre licence retirée d’un compte',
  'license export': 'Licences exportées sans données personnelles',
  'license find': 'Votre licence recherchée par adresse e-mail',
  'license forgive': 'Constats sur des copies de vos appareils écartés',
  'license holdings': 'Données stockées sur vous consultées',
  'license issue': 'Votre licence émise',
  'license key issued anew': 'Votre clé de licence émise de nouveau',
  'license key shown again': 'Votre clé de licence affichée de nouveau',
  'license reinstate': 'Votre licence rétablie',
  'license renew': 'Votre licence renouvelée',
  'license revoke': 'Votre licence révoquée',
  'license seats': 'Nombre de postes modifié',
  'license entitlements': 'Fonctionnalités modifiées',
  'license show': 'Votre licence consultée',
  'license suspend': 'Votre licence suspendue',
  'license takeover': 'Licence reprise par son adresse e-mail',
  'license transfer': 'Licence cédée à un autre compte',
  'notice of news': 'Nouveautés envoyées aux clients qui les ont demandées',
  'notice of policy': 'Notification de règles modifiées envoyée',
  'policy release': 'Version de la politique de confidentialité publiée',
  'request answer': 'Votre demande sur vos données traitée',
  'request close': 'Votre demande sur vos données close',
  'request extend': 'Le délai de votre demande sur vos données prolongé',
  'request refuse': 'Votre demande sur vos données refusée',
  'request show': 'Votre demande sur vos données consultée',
  'takeover grant': 'Reprise de la licence accordée',
  'takeover refuse': 'Reprise de la licence refusée',
};

const DAYS = { one: 'jour', other: 'jours' };

const PERIODS = {
  hour: { one: 'heure', other: 'heures' },
  day: DAYS,
  week: { one: 'semaine', other: 'semaines' },
  year: { one: 'an', other: 'ans' },
};

const LOOK_PURPOSES: InventoryTexts['lookPurposes'] = {
  support: 'Vous aviez demandé de l’aide',
  order: 'Pour une commande, un paiement ou un remboursement',
  abuse: 'Un soupçon d’abus',
  legal: 'Une obligation légale ou l’un de vos droits',
  maintenance: 'Travail sur une panne du serveur',
};

/** Les classes de gels juridiques et leurs raisons. */
const HELD: InventoryTexts['held'] = {
  all: 'Tout ce qui concerne la licence ou le compte',
  license: 'La licence, ses clés et ses commandes',
  machines: 'Les appareils de la licence',
  account: 'Le compte',
};
const HELD_BASES: InventoryTexts['heldBases'] = {
  order: 'un tribunal ou une autorité l’avait interdit (art. 23 du RGPD)',
  investigation: 'cela aurait compromis l’enquête sur une infraction (art. 23, § 1, d, du RGPD)',
  others: 'cela aurait compromis les droits d’autres personnes (art. 23, § 1, i, du RGPD)',
};

const HOLD_REASONS: InventoryTexts['holdReasons'] = {
  claim: 'Un droit en justice (art. 17, § 3, point e du RGPD)',
  order: 'Une décision d’un tribunal ou d’une autorité (art. 17, § 3, point b du RGPD)',
  law: 'Une obligation légale (art. 17, § 3, point b du RGPD)',
};

export const inventoryTexts = ({ count }: Formats): InventoryTexts => {
  const until = (forms: typeof DAYS) => (length: number, moment: string) =>
    length === 0 ? `jusqu’${toMoment(moment)}` : `${count(length, forms)} après ${moment}`;
  return {
    tables: TABLES,
    purposes: PURPOSES,
    bases: BASES,
    sources: SOURCES,
    form: FORMS,
    kept: {
      untilAbandoned: (days) =>
        `jusqu’à la suppression, ou ${count(days, DAYS)} après la dernière connexion si aucune attestation de licence n’est alors valable`,
      untilLifted: () => 'jusqu’à ce que vous y mettiez fin',
      whileSold: () => 'aussi longtemps que l’éditeur le vend',
      rowPerJob: () => 'une ligne par tâche',
      oneRow: () => 'une ligne',
      fingerprints: () => 'quelques lignes, pour refuser un serveur qui a d’autres secrets',
      rowPerFolder: () => 'une ligne par dossier de données d’un serveur',
      rowPerClass: () => 'une ligne par durée de conservation fixée par l’éditeur',
      rowPerPolicy: () => 'une ligne par version, pour que les précédentes restent lisibles',
      rowPerAction: (): string =>
        'pour toujours : une feuille ne peut plus être lue une fois son action supprimée',
      rowPerMigration: () => 'une ligne par migration',
    },
    moments: MOMENTS,
    until: {
      hour: until(PERIODS.hour),
      day: until(PERIODS.day),
      week: until(PERIODS.week),
      year: until(PERIODS.year),
    },
    where: (end, condition) => `${end}, ${condition}`,
    conditions: CONDITIONS,
    ends: (ends) => `Conservation : ${ends.join(' ou ')}.`,
    keptWith: (table) => `aussi longtemps que « ${table} »`,
    held: HELD,
    holdReasons: HOLD_REASONS,
    heldBases: HELD_BASES,
    heldLook: (basis, until) => `Nous ne vous avons pas informé jusqu’au ${until} : ${basis}`,
    actions: ACTIONS,
    lookPurposes: LOOK_PURPOSES,
  };
};

/** A moment after "jusqu’": "le jour" becomes "au jour", and "la fin" becomes "à la fin". */
function toMoment(moment: string): string {
  return moment.startsWith('le ') ? moment.replace('le ', 'au ') : `à ${moment}`;
}
