import { PluginHeader } from '@backstage/ui';
import { RiShipLine } from '@remixicon/react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { useFleetPaths } from '../components/paths';
import { Services, Sources, Teams } from '../pages/pages';

/** The fleet's pages under a header of their own: the older frontend system draws none. */
export function FleetPage() {
  const paths = useFleetPaths();
  const tabs = [
    { id: 'teams', label: 'Teams', href: paths.teams },
    { id: 'services', label: 'Services', href: paths.services },
    { id: 'sources', label: 'Sources', href: paths.sources },
  ].map(tab => ({ ...tab, matchStrategy: 'prefix' as const }));
  return (
    <>
      <PluginHeader title="Fleet" icon={<RiShipLine />} tabs={tabs} />
      <Routes>
        <Route index element={<Navigate to={paths.teams} replace />} />
        <Route path="teams/*" element={<Teams />} />
        <Route path="services/*" element={<Services />} />
        <Route path="sources/*" element={<Sources />} />
      </Routes>
    </>
  );
}
