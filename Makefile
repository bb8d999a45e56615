# 常用命令。run 和 test 会自己装好所需的一切；不需要 Node、编译器、数据库服务器或 root。
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test check bench screenshots lock clean

help: ## 列出命令
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: .venv/run.stamp ## 装好并启动：演示城市，地址和一次性登录链接会打印出来（参数：make run ARGS="--lan"）
	@$(BIN)/examapp run $(ARGS)

test: .venv/dev.stamp ## 运行全部测试（含真实浏览器和 PostgreSQL）
	@$(BIN)/python tests/find_programs.py
	$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

check: .venv/dev.stamp ## 静态检查：代码风格、楼层规则、模板、题库
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy question_bank examapp/domain
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m question_bank check

bench: .venv/dev.stamp ## 性能：与同一次运行中的下限相比
	$(BIN)/python -m tests.bench $(ARGS)

screenshots: .venv/dev.stamp ## 给每个页面按各尺寸截图，放进 build/screenshots
	$(BIN)/pytest -q tests/browser/test_screenshots.py $(ARGS)

lock: .venv/dev.stamp ## 更新锁文件（维护者用，需要 uv）
	$(BIN)/uv pip compile setup.cfg --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet -o run.lock
	$(BIN)/uv pip compile setup.cfg dev.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet -o dev.lock

clean: ## 删除生成的文件（不删数据）
	rm -rf .venv build *.egg-info

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新版本（可用 PYTHON=python3.12 make run 指定）"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "建不了虚拟环境。Debian/Ubuntu 请先安装：sudo apt-get install python3-venv"; exit 1; }

.venv/run.stamp: run.lock setup.cfg | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: dev.lock setup.cfg | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/run.stamp
