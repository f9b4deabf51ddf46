import { useEffect, useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { ObjectHeader } from '../../ui/ObjectHeader.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useCustomization } from '../../stores/customization.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { PoolsTab } from './PoolsTab.tsx';
import { SpecsTab } from './SpecsTab.tsx';
import { protectionSentence } from './specWords.ts';

const title = say('customization.pageTitle');
const tabs = [
  { id: 'specs', label: say('customization.specifications') },
  { id: 'pools', label: say('customization.ipPools') },
];

/** The manager of customization specifications and of the pools that they draw addresses from. */
export function CustomizationPage() {
  const [tab, setTab] = useState('specs');
  const { value: known, fault, reload } = useCustomization();
  useEffect(() => {
    document.title = `${title} - Cloneyard`;
  }, []);
  return (
    <ObjectHeader icon="user" title={title} tabs={tabs} selectedTabId={tab} onSelectTab={setTab}>
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: reload }} />}
      {known === null ? (
        fault === null ? <Spinner label={say('customization.loadingTheSpecifications')} /> : null
      ) : (
        <>
          {tab === 'pools' ? null : <Alert tone="info">{protectionSentence(known.protectedBy)}</Alert>}
          {tab === 'pools' ? <PoolsTab known={known} /> : <SpecsTab known={known} />}
        </>
      )}
    </ObjectHeader>
  );
}
