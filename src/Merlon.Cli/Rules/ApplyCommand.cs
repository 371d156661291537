using System.CommandLine;
using System.Text;
using Merlon.Host.Firewall;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Enforced;
using Merlon.Rules.Guards;
using Merlon.Rules.Sets;

namespace Merlon.Cli;

/// <summary><c>merlon rules apply</c>: a rule set into Merlon's own chains of the kernel's filter tables.</summary>
static class ApplyCommand
{
    static readonly Argument<string> Rules = RuleFile.Argument();
    static readonly Option<string> Family = RuleFile.Family();
    static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Show the exact change, and make none",
    };

    static readonly Option<TimeSpan?> ConfirmWithin = Options.Duration("--confirm-within",
        "Take the change back after so long unless somebody says merlon rules confirm");

    static readonly Option<IpPrefix[]> Allow = Options.Prefixes("--allow",
        "What may be cut off all the same, as a refusal names it; 0.0.0.0/0 for rules about everybody");

    static readonly Option<string> Folder = State.Option();

    public static Command Create()
    {
        var command = new Command("apply", "Put a rule set into Merlon's own chains, and touch nothing else");
        command.Add(Rules);
        command.Add(Family);
        command.Add(DryRun);
        command.Add(ConfirmWithin);
        command.Add(Allow);
        command.Add(Folder);
        command.Add(Options.Json);
        ConfirmWithin.Validators.Add(result =>
        {
            if (result.GetValue(ConfirmWithin) is { } within && (within <= TimeSpan.Zero || within.TotalDays > 1))
                result.AddError("--confirm-within: expected more than nothing and at most a day");
        });
        command.SetAction(parsed => State.Telling(() =>
        {
            var files = RuleFile.OpenEach(parsed.GetRequiredValue(Rules), parsed.GetRequiredValue(Family));
            if (files.Count == 0 || !files.All(IsApplicable)) return Exit.Unreadable;

            var (asJson, isDryRun) = (parsed.GetValue(Options.Json), parsed.GetValue(DryRun));
            var refusals = Refusals(files, parsed.GetRequiredValue(Allow));
            if (!isDryRun && refusals.Count == 0)
                return Apply(files, parsed.GetRequiredValue(Folder), parsed.GetValue(ConfirmWithin), asJson);

            var changes = isDryRun ? files.Select(PlanAsFarAsSeen) : [];
            new ChangeReport(files[0], [.. changes]) { Refusals = refusals, IsDryRun = isDryRun }.Show(asJson);
            return refusals.Count == 0 ? Exit.Done : Exit.AnswerIsNo;
        }));
        return command;
    }

    static int Apply(IReadOnlyList<RuleFile> files, string folder, TimeSpan? within, bool asJson)
    {
        ChangeReport? done = null;
        var status = State.Use(folder, state =>
        {
            if (state.Read() is { ConfirmBy: { } waits })
            {
                Screen.Error($"the last change waits to be confirmed until {waits:HH:mm:ss} UTC; "
                    + "expected merlon rules confirm or merlon rules revert first");
                return Exit.AnswerIsNo;
            }

            var changes = files.Select(Plan).ToList();
            var real = changes.FindAll(change => !change.IsNone);
            Guid? id = real.Count > 0 ? Enforcement.Apply(folder, state, real, within) : null;
            done = new(files[0], changes) { Id = id, Within = within };
            return Exit.Done;
        });
        if (done is null) return status;

        done.Show(asJson);
        var isAsked = done.Id is not null && within is not null && !asJson && !Console.IsInputRedirected;
        return isAsked ? AwaitEnter(folder, done.Id!.Value, within!.Value) : status;
    }

    static int AwaitEnter(string folder, Guid id, TimeSpan within)
    {
        Screen.Note("Enter keeps the change too");
        var answer = Task.Run(Console.In.ReadLine);
        var isKept = answer.Wait(within) && answer.Result is not null;
        return State.Use(folder, state =>
        {
            var stays = (isKept && Enforcement.Confirm(state)) || Enforcement.Expire(state, id);
            Console.Out.WriteLine(stays ? "confirmed: the change stays" : "not confirmed: what was there stands again");
            return stays ? Exit.Done : Exit.AnswerIsNo;
        });
    }

    static ChainChange Plan(RuleFile file)
    {
        var (family, to) = (file.Rules.Family, OwnChains.Of(file.Filter()!));
        try
        {
            return new(family, Iptables.Read(family), to);
        }
        catch (FirewallException) when (to.IsEmpty)
        {
            return new(family, OwnChains.None, to);   // a family that the machine lacks, and nobody asked for
        }
    }

    static ChainChange PlanAsFarAsSeen(RuleFile file)
    {
        try
        {
            return Plan(file);
        }
        catch (FirewallException e)
        {
            Screen.Note($"{e.Message}; the change is shown as if Merlon had no chains yet");
            return new(file.Rules.Family, OwnChains.None, OwnChains.Of(file.Filter()!));
        }
    }

    // What would reach beyond Merlon's chains, or not fit into them.
    static bool IsApplicable(RuleFile file)
    {
        if (file.Filter() is not { } filter) return false;

        var other = file.Rules.Tables.FirstOrDefault(table => table != filter);
        var closed = filter.Chains.FirstOrDefault(chain => chain.Policy is Verdict.Drop);
        var wordy = filter.Chains.FirstOrDefault(chain =>
            Encoding.UTF8.GetByteCount(chain.Name) > OwnChains.MaxNameLength);
        var wrong = other is not null ? $"the table {other.Name} is not Merlon's; expected *filter alone"
            : closed is not null ? $"the policy of {closed.Name} is not Merlon's; expected ACCEPT, or a last rule"
            : wordy is not null ? $"the name {wordy.Name} is too long behind MERLON-; "
                + $"expected at most {OwnChains.MaxNameLength} bytes"
            : null;
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
