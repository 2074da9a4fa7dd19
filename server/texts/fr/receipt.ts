/** The French words for receipts: what was deleted, signed, and how it is verified. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

export const receiptTexts = ({ count, day, number }: Formats): Texts['receipt'] => ({
  heading: 'Reçu de suppression',
  lead: 'Une déclaration signée de ce qui a été supprimé. Elle ne nomme personne.',
  deleting: 'Des entrées sont encore en cours de suppression. Rouvrez cette page dans quelques minutes.',
  erasing:
    'Les entrées sont supprimées de la base de données. Leurs octets restants seront ensuite écrasés, puis le reçu sera signé. Rouvrez cette page dans quelques minutes, et gardez son adresse : rien d’autre ne mène ici.',
  done: 'Les entrées sont supprimées et le reçu est signé. Enregistrez-le : nous supprimons le nôtre au plus tard après trois ans.',
  backups: 'Les sauvegardes expirent sous 35 jours, sauf si l’exploitant les fait autrement.',
  id: 'Numéro',
  kind: 'Motif',
  kinds: {
    purge: 'une suppression quotidienne de ce qui est échu',
    erasure: 'un effacement de données personnelles',
  },
  rows: 'Entrées supprimées',
  held: 'Entrées qu’un gel juridique conserve',
  rowsCount: (rows) => number(rows),
  signedOn: 'Signé le',
  day: (signed) => day(signed),
  bytes: 'Octets restants',
  noBytes: 'Il n’en restait aucun dans le fichier de la base de données.',
  someBytes: (bytes) =>
    `Il en restait dans le fichier de la base de données : ${count(bytes, { one: 'octet', other: 'octets' })}.`,
  unknownBytes: 'Cette base de données ne permet pas de les rechercher.',
  token: 'Le reçu',
  save: 'Enregistrer le reçu dans un fichier',
  verify: 'Vérifier un reçu',
  verifyHeading: 'Vérifier un reçu de suppression',
  verifyLead: 'Collez un reçu, ou choisissez son fichier. Nous le vérifions et ne le stockons pas.',
  file: 'Ou son fichier',
  submit: 'Vérifier',
  valid: 'Ce serveur a signé ce reçu.',
  invalid: 'Ce serveur n’a pas signé ce reçu, ou il a été modifié depuis.',
});
