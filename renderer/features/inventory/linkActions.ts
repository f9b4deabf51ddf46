/** The address of objects, to be kept or passed on. */
import type { ObjectId } from '../../../shared/ids.ts';
import { copyText } from '../../stores/clipboard.ts';
import { linkTo } from '../../stores/route.ts';
import { say } from '../../strings/say.ts';
import type { ActionItem } from '../../ui/actions.ts';
import { viewFor } from '../parts/ObjectLink.tsx';

/** @param objects those that are selected */
export function copyLinkAction(objects: readonly { readonly id: ObjectId; readonly name: string }[]): ActionItem {
  const [only] = objects;
  const isMany = objects.length > 1;
  return {
    id: 'copyLink',
    label: isMany ? say('inventory.copyLinks') : say('inventory.copyLink'),
    icon: 'copy',
    separatorBefore: true,
    disabledReason: only === undefined ? say('inventory.selectSomethingFirst') : undefined,
    onAction: () => {
      const links = objects.map(({ id }) => linkTo({ page: 'object', view: viewFor(id), objectId: id, tab: 'summary' }));
      void copyText(links.join('\n'), isMany ? say('inventory.linksCopied', { count: links.length }) : say('inventory.linkCopied', { name: only?.name ?? '' }));
    },
  };
}
