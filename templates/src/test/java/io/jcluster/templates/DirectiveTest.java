package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DirectiveTest {

    @Test
    void aWordOfResourcesIsPutInItsPlace() {
        Profile profile =
                read(
                        """
                        resources: { project: g$33, queue: normal }
                        directives:
                          add:
                            - -P {account}
                            - -l storage=scratch/{project}+gdata/{project}
                            - --queue={queue}
                            - --comment={"a":1}
                        """);

        assertThat(profile.directives().add())
                .containsExactly(
                        "-P g$33",
                        "-l storage=scratch/g$33+gdata/g$33",
                        "--queue=normal",
                        "--comment={\"a\":1}");
    }

    @Test
    void whatNothingIsSaidForIsAskedFor() {
        Profile profile = read("directives: { add: ['-P {account}'] }");

        assertThatThrownBy(() -> profile.directives().add())
                .hasMessage(
                        "the directive '-P {account}' (site.yaml:1) wants 'account'; say it on the"
                                + " command line or in 'resources' of your profile");
    }

    @Test
    void aPlaceForNoWordIsToldWithTheNearestWhenTheProfileIsRead() {
        assertThatThrownBy(() -> read("directives:\n  add: ['-P {acount}']"))
                .isInstanceOf(ProfileException.class)
                .hasMessageStartingWith("site.yaml:2:9: ")
                .hasMessageContaining("'{acount}' is a place for no word of 'resources'")
                .hasMessageContaining("those are account, project, qos");
    }

    private static Profile read(String yaml) {
        return Profile.read("site.yaml", yaml);
    }
}
