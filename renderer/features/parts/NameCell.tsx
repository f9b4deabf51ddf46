import { Icon, type IconName, type IconTone } from '../../ui/Icon.tsx';

/** The cell of a row's own name where it leads nowhere: its icon, and the name cut short where it does not fit. */
export function NameCell({ icon, tone, name }: { icon: IconName; tone?: IconTone; name: string }) {
  return (
    <span className="app-name-cell">
      <Icon name={icon} {...(tone === undefined ? {} : { tone })} />
      <span className="app-name-text" title={name}>
        {name}
      </span>
    </span>
  );
}
