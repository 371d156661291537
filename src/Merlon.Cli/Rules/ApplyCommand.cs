using System.CommandLine;
using System.Text;
using Merlon.Host.Firewall;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Guards;
using Merlon.Rules.Sets;

namespace Merlon.Cli;

/// <summary><c>merlon rules apply</c>: a rule set into that part of the kernel's firewall that is Merlon's.</summary>
static class ApplyCommand
{
    static readonly RuleOptions Rules = new();
    static readonly Option<string> Backend = Options.Named("--backend", Backends.Names[0], Backends.Names,
        "Merlon's own chains of iptables' filter tables, or its own tables of nftables");

    static readonly Option<IpPrefix[]> Allow = Options.Prefixes("--allow",
        "What may be cut off all the same, as a refusal names it; 0.0.0.0/0 for rules about everybody");

    static readonly Option<string> Folder = State.Option();

    public static Command Create()
    {
        var command = new Command("apply", "Put a rule set into Merlon's own chains or tables, and touch nothing else");
        Rules.AddTo(command);
        command.Add(Backend);
        command.Add(State.DryRun);
        command.Add(State.ConfirmWithin);
        command.Add(Allow);
        command.Add(Folder);
        command.Add(Options.Json);
        command.SetAction(parsed => State.Telling(() =>
        {
            var files = Rules.OpenEach(parsed);
            var folder = parsed.GetRequiredValue(Folder);
            var backend = Backends.Named(parsed.GetRequiredValue(Backend), folder);
            if (files.Count == 0 || !files.All(file => IsApplicable(file, backend))) return Exit.Unreadable;

            var (asJson, isDryRun) = (parsed.GetValue(Options.Json), parsed.GetValue(State.DryRun));
            var refusals = Refusals(files, parsed.GetRequiredValue(Allow));
            if (!isDryRun && refusals.Count == 0)
                return Apply(files, backend, folder, parsed.GetValue(State.ConfirmWithin), asJson);

            if (isDryRun && InTheWay(backend, folder) is { } reason) Screen.Note(reason);
            var changes = isDryRun ? files.Select(file => PlanAsFarAsSeen(file, backend)) : [];
            new ChangeReport(new(backend, [.. changes])) { File = files[0], Refusals = refusals, IsDryRun = isDryRun }
                .Show(asJson);
            return refusals.Count == 0 ? Exit.Done : Exit.AnswerIsNo;
        }));
        return command;
    }

    static int Apply(
        IReadOnlyList<RuleFile> files, IBackend backend, string folder, TimeSpan? within, bool asJson)
    {
        ChangeReport? done = null;
        var status = State.Use(folder, state =>
        {
            if ((State.Waiting(state) ?? InTheWay(backend, folder)) is { } obstacle)
            {
                Screen.Error(obstacle);
                return Exit.AnswerIsNo;
            }

            var plan = new FirewallPlan(
                backend, [.. files.Select(file => backend.Plan(file.Rules.Family, file.Filter()!))]);
            done = new(plan) { Id = Enforcement.Apply(state, plan, within), Within = within };
            return Exit.Done;
        }, "try sudo, or --dry-run");
        if (done is null) return status;

        done.Show(asJson);
        var isAsked = done.Id is not null && within is not null && !asJson && !Console.IsInputRedirected;
        return isAsked ? State.AwaitEnter(folder, done.Id!.Value, within!.Value) : status;
    }

    // Rules in two places would be met twice, and a revert would find but one of them.
    static string? InTheWay(IBackend backend, string folder) => Backends.Rival(backend, folder) is { } rival
        ? $"rules that came by {rival.Name} stand; expected merlon rules revert first, "
            + $"or a rule set without a rule by --backend {rival.Name}"
        : null;

    static FirewallChange PlanAsFarAsSeen(RuleFile file, IBackend backend)
    {
        var (family, table) = (file.Rules.Family, file.Filter()!);
        try
        {
            return backend.Plan(family, table);
        }
        catch (FirewallException e)
        {
            Screen.Note($"{e.Message}; the change is shown as if no rules of Merlon's stood yet");
            return backend.PlanUnseen(family, table);
        }
    }

    // What would reach beyond Merlon's part, or not fit into it.
    static bool IsApplicable(RuleFile file, IBackend backend)
    {
        if (file.Filter() is not { } filter) return false;

        var other = file.Rules.Tables.FirstOrDefault(table => table != filter);
        var closed = filter.Chains.FirstOrDefault(chain => chain.Policy is Verdict.Drop);
        var wrong = other is not null ? $"the table {other.Name} is not Merlon's; expected *filter alone"
            : file.Encoding != Encoding.UTF8 ? "the text is not UTF-8, as which it would be loaded; expected UTF-8"
            : closed is not null ? $"the policy of {closed.Name} is not Merlon's; expected ACCEPT, or a last rule"
            : backend.CannotSay(file.Rules.Family, filter);
        if (wrong is not null) Screen.Error($"{file.Name}: {wrong}");
        return wrong is null;
    }

    static List<Refusal> Refusals(IReadOnlyList<RuleFile> files, IpPrefix[] allowed)
    {
        try
        {
            var around = SurroundingsReader.Read();
            return [.. files.SelectMany(file => Guard.Judge(file.Rules, around, allowed)).Distinct()];
        }
        catch (TooLargeException e)
        {
            throw new FirewallException($"nobody can say what the rules would cut off: {e.Message}");
        }
    }
}
