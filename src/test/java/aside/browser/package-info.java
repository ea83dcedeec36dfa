/**
 * The chat page in a real, headless Chromium. {@link aside.browser.Browser} speaks the DevTools protocol, {@link
 * aside.browser.Page} is what a person does and sees. Without a browser these tests are skipped; {@code
 * -Dbrowser=required} makes them fail instead.
 */
package aside.browser;
