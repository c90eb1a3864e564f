/** The settings, opened from wherever something in them is to be mended. */
class SettingsDoor {
  isOpen = $state(false);
}

export const settingsDoor = new SettingsDoor();
