import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { saveText } from '../../ui/saveText.ts';
import { useFixes } from '../../stores/offloadFixes.ts';
import { comparisonCsv, comparisonRows, comparisonText, comparisonTitles } from '../../../shared/comparison.ts';
import type { Comparison } from '../../../shared/model/offload.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { DateTime } from '../parts/DateTime.tsx';
import { FixNotice } from '../parts/DecisionFixes.tsx';
import { DecisionSummary } from '../parts/DecisionSummary.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { comparisonHeadline } from './comparisonWords.ts';

/** What a comparison came to: one sentence, the figures side by side, the way that the array took. */
export function CompareResult({ comparison }: { comparison: Comparison }) {
  // The comparison stays as it was; what a fix changes shows in the next one.
  const fixes = useFixes(nothing);
  const { sourceName, datastoreName, logicalBytes, sizeBytes, atMs } = comparison;
  const fileName = `comparison-${sourceName.replaceAll(/[^\w.-]+/g, '-')}-${new Date(atMs).toISOString().slice(0, 19).replaceAll(':', '-')}`;
  return (
    <Card
      title={say('compare.resultFor', { source: sourceName })}
      footer={
        <>
          <Button variant="flat" icon="download" onPress={() => saveText(`${fileName}.csv`, 'text/csv', comparisonCsv(comparison))}>
            {say('compare.exportAsCSV')}
          </Button>
          <Button variant="flat" icon="download" onPress={() => saveText(`${fileName}.json`, 'application/json', `${JSON.stringify(comparison, null, 2)}\n`)}>
            {say('compare.exportAsJSON')}
          </Button>
        </>
      }
    >
      <p className="app-headline-title">{comparisonHeadline(comparison)}</p>
      <ComparisonTable comparison={comparison} />
      {(comparison.notes ?? []).map((note) => (
        <Alert key={note} tone="info">
          {note}
        </Alert>
      ))}
      <p className="app-note">
        <Filled text={say('compare.whatWasCompared', { source: sourceName, datastore: datastoreName, size: formatBytes(sizeBytes), logical: formatBytes(logicalBytes), time: slots[0] })}>
          <DateTime timeMs={atMs} />
        </Filled>
      </p>
      <Disclosure label={say('compare.howArraySideWasMade')}>
        <FixNotice fixes={fixes} />
        <DecisionSummary decision={comparison.decision} moved={comparison.offload} fixes={fixes} />
      </Disclosure>
    </Card>
  );
}

function nothing(): void {
  // Nothing that is shown here depends on what was fixed.
}

function ComparisonTable({ comparison }: { comparison: Comparison }) {
  const titles = comparisonTitles(comparison);
  return (
    <div className="app-compare-scroll" tabIndex={0} role="group" aria-label={say('compare.figuresOfTheComparison')}>
      <table className="app-table app-compare-table">
        <thead>
          <tr>
            <td />
            <th scope="colgroup" colSpan={2}>
              {titles.measured}
            </th>
            <th scope="colgroup" colSpan={2}>
              {titles.modelled}
            </th>
          </tr>
          <tr>
            <th scope="col">{say('compare.figure')}</th>
            <th scope="col" className="is-end">{titles.host}</th>
            <th scope="col" className="is-end">{titles.offload}</th>
            <th scope="col" className="is-end">{titles.host}</th>
            <th scope="col" className="is-end">{titles.offload}</th>
          </tr>
        </thead>
        <tbody>
          {comparisonRows(comparison).map(({ label, unit, measured, modelled }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td className="is-end">{comparisonText(unit, measured.host)}</td>
              <td className="is-end">{comparisonText(unit, measured.offload)}</td>
              <td className="is-end">{comparisonText(unit, modelled.host)}</td>
              <td className="is-end">{comparisonText(unit, modelled.offload)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
