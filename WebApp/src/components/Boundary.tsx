import { Component, type ReactNode } from "react";
import { t } from "../i18n/index.ts";
import { Button } from "./Button.tsx";
import { Empty } from "./Notice.tsx";

/** Keeps a broken screen from taking the app with it. */
export class Boundary extends Component<{ children: ReactNode; quiet?: boolean }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override componentDidCatch(error: unknown) {
    console.error(error);
  }
  override render() {
    if (!this.state.failed) return this.props.children;
    if (this.props.quiet) return null;
    return (
      <Empty icon="circle-alert" title={t("error.screen")} text={t("error.screenHint")}>
        <Button onClick={() => location.reload()}>{t("error.reload")}</Button>
      </Empty>
    );
  }
}
