using System.Collections.Immutable;
using Merlon.Scenarios.Logs;
using Merlon.Scenarios.Telling;

namespace Merlon.Scenarios.Assembling;

/// <summary>Chooses the logs of a scenario, and their faults: columns missing, lines lost, a clock off.</summary>
static class LogMaker
{
    static readonly Column[][] LessColumns =
        [[Column.SourcePort], [Column.User], [Column.BytesOut, Column.BytesIn], [Column.SourcePort, Column.User]];

    /// <summary>The first log is the firewall's; another tells only what that one cannot.</summary>
    public static (List<WrittenLog> Logs, ImmutableSortedSet<Impairment> Impairments) Make(Story story)
    {
        var chance = story.Chance;
        var impairments = new SortedSet<Impairment>();
        var events = Kept(story, impairments);
        var main = Firewall(story, events, impairments);
        List<LogFormat> formats = [main];
        if (!main.Carries(OccurrenceKind.Alert)) formats.Add(new EveLog(onlyAlerts: true));
        if (!main.Carries(OccurrenceKind.LoginFailed)) formats.Add(new SshdLog("srv-login"));

        var logs = new List<WrittenLog>();
        foreach (var format in formats)
        {
            var told = events.Where(what => format.Carries(what.Kind)).ToList();
            events.RemoveAll(what => format.Carries(what.Kind));
            if (format == main && story.OnlyRefusalsLogged)
                told.RemoveAll(what => what.Kind is OccurrenceKind.Admitted or OccurrenceKind.Transfer);
            if (told.Count == 0 && format != main) continue;
            var skew = format != main && chance.In(45) ? chance.Between(-240, 240) : 0;
            if (skew != 0) impairments.Add(Impairment.ClockSkew);
            logs.Add(WrittenLog.Write(format, told, TimeSpan.FromSeconds(skew)));
        }

        return (logs, [.. impairments]);
    }

    static List<Occurrence> Kept(Story story, SortedSet<Impairment> impairments)
    {
        var chance = story.Chance;
        var losing = story.Verbatim is null && chance.In(25);
        if (losing) impairments.Add(Impairment.LostLines);
        return
        [
            .. from what in story.Events.OrderBy(what => what.At)
               where !(losing && what.Role != LineRole.Attack && chance.In(12))
               where story.Hole is not { } hole || what.At < hole.From || what.At >= hole.To
               let isExplained = !story.RulesAreOthers || what.Kind == OccurrenceKind.Refused
               select what with { IsExplained = what.IsExplained && isExplained },
        ];
    }

    static LogFormat Firewall(Story story, List<Occurrence> events, SortedSet<Impairment> impairments)
    {
        var chance = story.Chance;
        var missing = story.MissingColumns.ToList();
        var logins = events.Where(what => what.Kind is OccurrenceKind.LoginFailed or OccurrenceKind.LoginSucceeded);
        var onlySsh = logins.All(what => (what.Translated?.Port ?? what.DestinationPort) == 22);
        var choice = story.Verbatim is not null ? 0
            : missing.Count > 0 ? chance.Below(3)
            : story.OnlyRefusalsLogged ? chance.Between(5, 8)
            : onlySsh ? chance.Below(9)
            : chance.Below(5);
        if (missing.Count == 0 && chance.In(35))
        {
            missing.AddRange(chance.Pick(LessColumns));
            if (choice < 3 && story.Verbatim is null) impairments.Add(Impairment.MissingColumns);
        }

        var columns = new ColumnSet(
            [.. Enum.GetValues<Column>().Except(missing)], choice == 0 ? 0 : chance.Between(1, 2));
        return choice switch
        {
            0 => new MarkdownLog(columns),
            1 => new CsvLog(columns),
            2 => new JsonLinesLog(columns),
            3 => new FortinetLog(),
            4 => new AsaLog(),
            5 => new NetfilterLog("gw1"),
            6 => new FilterLog(),
            7 => new ZeekLog(),
            _ => new EveLog(onlyAlerts: false),
        };
    }
}
