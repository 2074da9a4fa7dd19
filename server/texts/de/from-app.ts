/** The German words for the page to which an app links. */

import type { Texts } from '../en/catalogue.ts';

export const FROM_APP: Texts['fromApp'] = {
  headings: { release: 'Ein Gerät freigeben', renew: 'Eine Lizenz verlängern' },
  from: (product) => `Eine App von ${product} hat Sie hierher geführt.`,
  none: 'In diesem Konto ist keine Lizenz dieses Produkts. Wenn sie in einem anderen Konto ist, melden Sie sich mit jenem an.',
  ownerRenews: 'Nur der Inhaber der Lizenz kann sie verlängern.',
  renew:
    'Um eine Verlängerung zu kaufen, wenden Sie sich an den Verkäufer. Einen Gutschein des Verkäufers verwenden Sie hier.',
  ends: 'Diese Seite endet hier. Kehren Sie selbst zur App zurück, wenn Sie fertig sind.',
  unlisted:
    'Diese Seite endet hier: Der Link nennt eine Adresse, die der Verkäufer nicht eingetragen hat; sie wird daher nicht gezeigt. Kehren Sie selbst zur App zurück.',
  back: 'Zurück zur App',
  opens: 'Der Link öffnet',
};
