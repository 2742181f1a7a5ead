import { Route, Routes } from 'react-router-dom';
import { HomePage } from './home/HomePage';
import { TeamPage } from './team/TeamPage';

/** The list of teams, and below it the dashboard of each. */
export function TeamsRouter() {
  return (
    <Routes>
      <Route index element={<HomePage />} />
      <Route path=":kind/:namespace/:name" element={<TeamPage />} />
    </Routes>
  );
}
