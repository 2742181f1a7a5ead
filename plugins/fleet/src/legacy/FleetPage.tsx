import { PluginHeader } from '@backstage/ui';
import { RiShipLine } from '@remixicon/react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { useFleetPaths } from '../components/paths';
import { useT } from '../components/useT';
import {
  Deployments,
  Measures,
  Migrations,
  Quality,
  Services,
  Sources,
  Teams,
} from '../pages/pages';

/** The fleet's pages under a header of their own: the older frontend system draws none. */
export function FleetPage() {
  const t = useT();
  const paths = useFleetPaths();
  const tabs = [
    { id: 'teams', label: t('common.pages.teams'), href: paths.teams },
    { id: 'services', label: t('common.pages.services'), href: paths.services },
    {
      id: 'deployments',
      label: t('common.pages.deployments'),
      href: paths.deployments(),
    },
    {
      id: 'migrations',
      label: t('common.pages.migrations'),
      href: paths.migrations,
    },
    { id: 'sources', label: t('common.pages.sources'), href: paths.sources },
    {
      id: 'quality',
      label: t('delivery.quality.tab'),
      href: paths.quality(),
    },
    { id: 'measures', label: t('measures.tab'), href: paths.measures },
  ].map(tab => ({ ...tab, matchStrategy: 'prefix' as const }));
  return (
    <>
      <PluginHeader
        title={t('common.pages.title')}
        icon={<RiShipLine />}
        tabs={tabs}
      />
      <Routes>
        <Route index element={<Navigate to={paths.teams} replace />} />
        <Route path="teams/*" element={<Teams />} />
        <Route path="services/*" element={<Services />} />
        <Route path="deployments/*" element={<Deployments />} />
        <Route path="migrations/*" element={<Migrations />} />
        <Route path="sources/*" element={<Sources />} />
        <Route path="quality/*" element={<Quality />} />
        <Route path="measures/*" element={<Measures />} />
      </Routes>
    </>
  );
}
