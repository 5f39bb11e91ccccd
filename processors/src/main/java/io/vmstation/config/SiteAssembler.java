package io.vmstation.config;

import io.vmstation.config.NodeDraft.SshDraft;
import io.vmstation.config.NodeDraft.WakeDraft;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Schedule;
import io.vmstation.node.SshAccess;
import io.vmstation.node.WakeSettings;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Joins what the files say about nodes, fills in the defaults, and builds the nodes. */
final class SiteAssembler {
    private static final int SSH_PORT = 22;

    private final Settings settings;
    private final Vocabulary vocabulary;
    private final ConfigFiles files;
    private final Path folder;
    private final BiPredicate<String, List<String>> thisMachine;
    private final Problems problems;

    /**
     * @param folder of nodes.yaml
     * @param thisMachine whether a node of that name and those addresses is where this runs
     */
    SiteAssembler(
            Settings settings,
            Vocabulary vocabulary,
            ConfigFiles files,
            Path folder,
            BiPredicate<String, List<String>> thisMachine,
            Problems problems) {
        this.settings = settings;
        this.vocabulary = vocabulary;
        this.files = files;
        this.folder = folder;
        this.thisMachine = thisMachine;
        this.problems = problems;
    }

    /**
     * Builds the nodes, inventory first; none when anything is wrong.
     *
     * @param inventory names are unique
     * @param own of nodes.yaml; names are unique
     */
    Nodes assemble(List<NodeDraft> inventory, List<NodeDraft> own) {
        Map<String, NodeDraft> drafts = new LinkedHashMap<>();
        inventory.forEach(draft -> drafts.put(draft.name(), draft));
        own.forEach(draft -> drafts.merge(draft.name(), draft, NodeDraft::overlaidBy));
        new NodeChecks(drafts, problems).check();
        List<NodeDraft> kept = new ArrayList<>();
        for (NodeDraft draft : drafts.values()) {
            if (isOfUse(draft)) {
                kept.add(draft);
            }
        }
        SourceLists sources = new SourceLists(settings, drafts, problems);
        OptionReader options = new OptionReader(files, folder, sources::networks, problems);
        SleepAssembler sleep = new SleepAssembler(settings, vocabulary, options, problems);
        sleep.checkDefaults();
        BmcAssembler bmc = new BmcAssembler(settings, thisMachine, problems);
        List<Node> nodes = kept.stream().map(draft -> node(draft, sources, sleep, bmc)).toList();
        return problems.isEmpty() ? new Nodes(nodes) : Nodes.NONE;
    }

    /** An inventory holds hosts that one can neither wake nor look at; they are not ours. */
    private boolean isOfUse(NodeDraft draft) {
        boolean useless =
                draft.onlyInInventory()
                        && draft.addresses().isEmpty()
                        && draft.macAddresses().isEmpty();
        if (useless && !draft.name().equals("localhost")) {
            problems.warn(
                    draft.place(),
                    "is left out: it has neither wol_mac nor an IP address in ansible_host");
        }
        return !useless;
    }

    private Node node(
            NodeDraft draft, SourceLists sources, SleepAssembler sleep, BmcAssembler bmc) {
        Node node =
                new Node(
                        draft.name(),
                        values(draft.addresses()),
                        values(draft.macAddresses()),
                        draft.kubernetesNode(),
                        draft.services(),
                        wake(draft.wake()),
                        values(draft.dependsOn()),
                        sources.of(draft.sources()),
                        ssh(draft),
                        sleep.assemble(draft),
                        schedule(draft.schedule()),
                        bmc.assemble(draft),
                        values(draft.awaitWorkloads()),
                        draft.labels());
        new QuietWakes(problems).check(draft, node);
        return node;
    }

    private Schedule schedule(ScheduleDraft draft) {
        return new Schedule(
                draft.zone().orElseGet(this::defaultZone),
                values(draft.wake()),
                draft.quiet(),
                draft.quietCauses(),
                draft.neverSleep());
    }

    private ZoneId defaultZone() {
        String zone = settings.text("schedule.zone");
        return zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone);
    }

    private WakeSettings wake(WakeDraft draft) {
        return new WakeSettings(
                orDefault(draft.methods(), settings.list("wake.methods")),
                orDefault(draft.ports(), settings.integers("wake.ports")),
                draft.broadcastAddresses(),
                draft.interfaces(),
                draft.secureOnFile(),
                draft.deadline().orElseGet(() -> settings.duration("wake.deadline")));
    }

    private Optional<SshAccess> ssh(NodeDraft draft) {
        SshDraft ssh = draft.ssh();
        if (ssh.user().isEmpty()) {
            ssh.place().ifPresent(place -> problems.report(place, "has no user: add `user: ...`"));
        }
        return ssh.user()
                .map(user -> new SshAccess(user, ssh.port().orElse(SSH_PORT), ssh.keyFile()));
    }

    private static <T> List<T> orDefault(List<T> own, List<T> otherwise) {
        return own.isEmpty() ? otherwise : own;
    }

    private static <T> List<T> values(Collection<Located<T>> located) {
        return located.stream().map(Located::value).toList();
    }
}
