import { IconButton } from '../ui/IconButton.tsx';
import { MenuButton } from '../ui/MenuButton.tsx';
import { useInventory } from '../stores/inventory.ts';
import { isVm, objectOf } from '../stores/inventoryEvents.ts';
import { useRecentObjects } from '../stores/recentObjects.ts';
import { navigate, parseRoute } from '../stores/route.ts';
import { neighbours, useVisited } from '../stores/visited.ts';
import { containerIcon, vmIcon } from '../features/parts/objectLook.ts';
import { viewFor } from '../features/parts/ObjectLink.tsx';
import { say } from '../strings/say.ts';
import { nameOfRoute } from './routeNames.ts';

const nothing = { back: null, forward: null };

/** Back and forward, which tell where they lead, and the objects that were open last. */
export function HistoryButtons() {
  const visited = useVisited();
  const { back, forward } = visited === null ? nothing : neighbours(visited);
  return (
    <>
      <Step icon="back" word={say('app.back')} wordTo={(place) => say('app.backTo', { place })} to={back} go={() => history.back()} />
      <Step icon="forward" word={say('app.forward')} wordTo={(place) => say('app.forwardTo', { place })} to={forward} go={() => history.forward()} />
      <RecentMenu />
    </>
  );
}

interface StepProps {
  icon: 'back' | 'forward';
  word: string;
  wordTo: (place: string) => string;
  /** The address that it leads to; null for none. */
  to: string | null;
  go: () => void;
}

function Step({ icon, word, wordTo, to, go }: StepProps) {
  const name = useInventory(({ membership }) => (to === null ? null : nameOfRoute(parseRoute(to), (id) => objectOf(membership, id))));
  return <IconButton icon={icon} aria-label={name === null ? word : wordTo(name)} isDisabled={to === null} isOnHeader onPress={go} />;
}

function RecentMenu() {
  const objects = useRecentObjects();
  const items = objects.map((object) => ({
    id: object.id,
    label: object.name,
    icon: isVm(object) ? vmIcon(object) : containerIcon(object),
    onAction: () => navigate({ view: viewFor(object.id), objectId: object.id, tab: 'summary' }),
  }));
  const none = { id: 'none', label: say('app.noRecentObjects'), disabledReason: say('app.recentObjectsExplained'), onAction: () => undefined };
  return <MenuButton label={say('app.recentObjects')} icon="clock" isIconOnly isOnHeader items={items.length === 0 ? [none] : items} />;
}
