/** Chooses the page for the address. */

import { AcceptInvite } from "../features/gate/AcceptInvite.tsx";
import { ConfirmEmail } from "../features/gate/ConfirmEmail.tsx";
import { ForgotPassword } from "../features/gate/ForgotPassword.tsx";
import { ResetPassword } from "../features/gate/ResetPassword.tsx";
import { SetUp } from "../features/gate/SetUp.tsx";
import { SignIn } from "../features/gate/SignIn.tsx";
import { useLocation } from "../lib/location.ts";
import { routeOf } from "./routes.ts";
import { Workspace } from "./Workspace.tsx";

export function App() {
  const route = routeOf(useLocation());
  switch (route.page) {
    case "setup":
      return <SetUp setupKey={route.key} />;
    case "invite":
      return <AcceptInvite code={route.code} />;
    case "sign-in":
      return <SignIn back={route.back} />;
    case "forgot":
      return <ForgotPassword />;
    case "reset":
      return <ResetPassword code={route.code} />;
    case "confirm":
      return <ConfirmEmail code={route.code} />;
    default:
      return <Workspace route={route} />;
  }
}
