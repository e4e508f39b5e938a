#include "base/cgroup.h"

#include "base/file.h"
#include "support.h"

#include <criterion/criterion.h>

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A folder with the files that Linux shows under /proc and /sys. */
static char root[256];

static void begin(const char *groups)
{
    support_folder(root);
    char path[512];
    snprintf(path, sizeof path, "%s/proc/self", root);
    cr_assert(directory_make(path, NULL));
    support_write(path, "cgroup", groups, strlen(groups), (char[512]){0});
}

static void set(const char *group, const char *file, const char *value)
{
    char path[512];
    snprintf(path, sizeof path, "%s/sys/fs/cgroup/%s", root, group);
    cr_assert(directory_make(path, NULL));
    support_write(path, file, value, strlen(value), (char[512]){0});
}

Test(cgroup, nothing_said_is_no_limit)
{
    begin("0::/\n");
    cr_assert_eq(cgroup_cores(root), INT_MAX);
    cr_assert_eq(cgroup_memory(root), SIZE_MAX);
    cr_assert_eq(cgroup_cores("/nowhere"), INT_MAX);
    cr_assert_eq(cgroup_memory("/nowhere"), SIZE_MAX);
}

Test(cgroup, the_least_of_a_group_and_those_above_it)
{
    begin("0::/user/job\n");
    set("user/job", "cpu.max", "max 100000\n");
    set("user/job", "memory.max", "3000000000\n");
    set("user", "cpu.max", "150000 100000\n");
    set("user", "memory.max", "2000000000\n");
    set("", "cpu.max", "800000 100000\n");
    cr_assert_eq(cgroup_cores(root), 2);
    cr_assert_eq(cgroup_memory(root), 2000000000u);
}

Test(cgroup, less_than_a_core_is_one)
{
    begin("0::/\n");
    set("", "cpu.max", "20000 100000\n");
    cr_assert_eq(cgroup_cores(root), 1);
}

Test(cgroup, version_one)
{
    begin("4:memory:/job\n3:cpuacct,cpu:/job\n2:cpuset:/job\n");
    set("cpuacct,cpu/job", "cpu.cfs_quota_us", "300000\n");
    set("cpuacct,cpu/job", "cpu.cfs_period_us", "100000\n");
    set("cpuacct,cpu", "cpu.cfs_quota_us", "-1\n");
    set("cpuacct,cpu", "cpu.cfs_period_us", "100000\n");
    set("memory/job", "memory.limit_in_bytes", "1048576\n");
    set("memory", "memory.limit_in_bytes", "9223372036854771712\n");
    cr_assert_eq(cgroup_cores(root), 3);
    cr_assert_eq(cgroup_memory(root), 1048576u);
}

/* A container sees its own group at the mount, under the path that the host has for it. */
Test(cgroup, a_path_of_the_host_leads_to_the_mount)
{
    begin("0::/system.slice/docker-1234.scope\n");
    set("", "cpu.max", "100000 100000\n");
    set("", "memory.max", "500\n");
    cr_assert_eq(cgroup_cores(root), 1);
    cr_assert_eq(cgroup_memory(root), 500u);
}

Test(cgroup, both_versions_side_by_side)
{
    begin("1:name=systemd:/job\n0::/job\n");
    set("unified/job", "cpu.max", "200000 100000\n");
    cr_assert_eq(cgroup_cores(root), 2);
}

Test(cgroup, nonsense_is_no_limit)
{
    begin("no colon\n:\n0::/a\n");
    set("a", "cpu.max", "0 0\n");
    set("a", "memory.max", "-5\n");
    cr_assert_eq(cgroup_cores(root), INT_MAX);
    cr_assert_eq(cgroup_memory(root), SIZE_MAX);
}
