import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded } from '../../stores/requests.ts';
import type { FolderEntry } from '../../../shared/model/image.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';

export interface FolderBrowserProps {
  selectedPath: string;
  onChoose: (path: string) => void;
}

/** Folders and files on the machine that hosts the yard. Starts in its home folder. */
export function FolderBrowser({ selectedPath, onChoose }: FolderBrowserProps) {
  const [folder, setFolder] = useState<string | null>(null);
  const { value: listing, fault, isLoading } = useLoaded(folder ?? 'home', (signal) => yard().disks.listFolder({ path: folder }, { signal }));
  const entries = listing === null ? [] : orderEntries(listing.entries);
  return (
    <div className="app-folders">
      <div className="app-folders-head">
        <Button
          variant="flat"
          disabledReason={listing === null || listing.parentPath === null ? say('importTemplate.thisIsTheTopFolder') : undefined}
          onPress={() => setFolder(listing?.parentPath ?? null)}
        >
          {say('importTemplate.up')}
        </Button>
        <code className="app-folders-path">{listing?.path ?? ''}</code>
        {isLoading ? <Spinner label={say('importTemplate.readingTheFolder')} sizePx={14} /> : null}
      </div>
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: say('importTemplate.homeFolder'), onAction: () => setFolder(null) }} />}
      <ul className="app-folders-list" aria-label={say('importTemplate.filesAndFolders')}>
        {entries.map((entry) => (
          <li key={entry.path}>
            <button
              type="button"
              className="app-folders-entry"
              aria-current={entry.path === selectedPath ? 'true' : undefined}
              onClick={() => (entry.isFolder ? setFolder(entry.path) : onChoose(entry.path))}
            >
              <Icon name={entry.isFolder ? 'folder' : 'disk'} />
              <span className="app-folders-name">{entry.name}</span>
              {entry.sizeBytes === null || entry.isFolder ? null : <Bytes value={entry.sizeBytes} />}
            </button>
          </li>
        ))}
        {listing !== null && entries.length === 0 && !isLoading ? <li className="app-folders-none">{say('importTemplate.thisFolderIsEmpty')}</li> : null}
      </ul>
    </div>
  );
}

/** Folders first; names that begin with a dot last, because they are rarely disk images. */
function orderEntries(entries: readonly FolderEntry[]): FolderEntry[] {
  const rank = (entry: FolderEntry) => (entry.isFolder ? 0 : 1) + (entry.name.startsWith('.') ? 2 : 0);
  return entries.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en', { numeric: true }));
}
