using System.CommandLine;
using Merlon.Host.Firewall;

namespace Merlon.Cli;

/// <summary><c>merlon rules revert</c>: one change back, or all of Merlon's rules out of the firewall.</summary>
static class RevertCommand
{
    static readonly Option<bool> All = new("--all")
    {
        Description = "Take all of Merlon's rules out, and its chains and tables with them, of both families and "
            + "backends; revert then puts them back",
    };

    static readonly Option<string> Folder = State.Option();

    public static Command Create()
    {
        var command = new Command(
            "revert", "Put back what stood of Merlon's rules before the last change, or take all of them out (--all)")
        {
            All, State.DryRun, State.ConfirmWithin, Folder, Options.Json,
        };
        Options.Check(command, result =>
        {
            if (result.GetResult(State.ConfirmWithin) is not null && !result.GetValue(All))
                result.AddError("--confirm-within: expected --all beside it");
        });
        command.SetAction(parsed => parsed.GetValue(All) ? TakeAllOut(parsed) : GoBack(parsed));
        return command;
    }

    static int GoBack(ParseResult parsed) => State.Use(parsed.GetRequiredValue(Folder), state =>
    {
        var (asJson, isDryRun) = (parsed.GetValue(Options.Json), parsed.GetValue(State.DryRun));
        if (isDryRun && Enforcement.PlanBack(state) is { } plan)
        {
            new ChangeReport(plan) { IsDryRun = true }.Show(asJson);
            return Exit.Done;
        }

        var isDone = !isDryRun && Enforcement.Revert(state, Screen.Note);
        if (asJson) JsonOutput.Write(json => json.WriteBoolean("reverted", isDone));
        else Console.Out.WriteLine(isDone ? "reverted: what was there before stands again" : "nothing to revert");
        return Exit.Done;
    });

    static int TakeAllOut(ParseResult parsed)
    {
        var (folder, within) = (parsed.GetRequiredValue(Folder), parsed.GetValue(State.ConfirmWithin));
        var (asJson, isDryRun) = (parsed.GetValue(Options.Json), parsed.GetValue(State.DryRun));
        Guid? id = null;
        var status = State.Use(folder, state =>
        {
            if (!isDryRun) state.ForgetDamaged();
            var plans = Enforcement.PlanNone(state);
            if (!isDryRun && WhyNot(state, plans, within) is { } reason)
            {
                Screen.Error(reason);
                return Exit.AnswerIsNo;
            }

            List<ChangeReport> reports = [];
            foreach (var plan in plans)
            {
                if (!isDryRun) id = Enforcement.Apply(state, plan, within);
                reports.Add(new(plan) { IsDryRun = isDryRun, Id = id, Within = within });
            }

            Show(reports, isDone: id is not null, asJson);
            return Exit.Done;
        });
        var isAsked = id is not null && within is not null && !asJson && !Console.IsInputRedirected;
        return isAsked ? State.AwaitEnter(folder, id!.Value, within!.Value) : status;
    }

    // Of two backends only the last change could be taken back.
    static string? WhyNot(StateFolder state, IReadOnlyList<FirewallPlan> plans, TimeSpan? within) =>
        State.Waiting(state) ?? (plans.Count > 1 && within is not null
            ? $"rules stand by {string.Join(" and by ", plans.Select(plan => plan.Backend.Name))}, and not all of them "
                + "could be put back; expected no --confirm-within"
            : null);

    static void Show(List<ChangeReport> reports, bool isDone, bool asJson)
    {
        if (asJson) JsonOutput.Write(json =>
        {
            json.WriteBoolean("reverted", isDone);
            json.WriteStartArray("backends");
            foreach (var report in reports)
            {
                json.WriteStartObject();
                report.WriteJson(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        else if (reports.Count == 0) Console.Out.WriteLine("nothing to take out: no rules of Merlon's stand");
        else foreach (var report in reports) report.Show(asJson: false);
    }
}
